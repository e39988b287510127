-- Version 0.1.0 as it was before 0.2.0, mid-cycle: two groups have answered, the SNP goes on drafting.
-- Invented people, keys of no use elsewhere.
-- key UPHXDRJ479Y6SSSR9957WFEJ8JCF6WVH79WLVSPCRF2MSW2A7GJQ2T62CU age17324mzw8pcws7663djlfzlxw4k3a35l293jws3flvd5d7ysfg3fquc0ara
-- key FL7SGEC7TS3WS847K4QYGWAWA76R9THV8WWAFUM5J9GXA0W86MVQ309M42 age1etmdgpyrzy8k8h6f5zh5h3srx203q2ny7p4axay95dtrf4rjzy7qdh37kz
-- service.key HNZCE8L55AMCDSGXP5Z8TV9W90UHGUPGTV67XC80U96W9ZUL9PFQYJT6TE
-- link a@exemple.fr YQU39APZ009U433JHCD9CSFM9997WK5MNY662SR5FGE7DP8K6MWSLQTDPG
-- link b@exemple.fr S5N8QSH6F0F5QUG4EHH8MQQGUNDYCWC0RPMKMLCJ6UFNLEPL7A5Q9V6REQ
-- link c@exemple.fr JWVGSWARZRNUZH9MUMS2YQXXP6E3PQW7VRT52EF308N86YDJFCYQ98AS9E
CREATE TABLE access (
    id TEXT PRIMARY KEY,
    scope TEXT NOT NULL,
    group_key TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('member', 'referent', 'operator')),
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    recipient TEXT NOT NULL,
    token_digest TEXT NOT NULL UNIQUE,
    invited_at TEXT NOT NULL,
    revoked_at TEXT
);
INSERT INTO "access" VALUES('c48dab46530e4d829a7a5999a217549f','cycle-9','snp','referent','Personne A','a@exemple.fr','age19q2r00a9ppxq67qc3kvqg46m3tga3a4l624707z9phe7n8zljv4q3259au','3bfb2103c566c334e06afb51a8372fccca8ec02d580c67d12478ca38f9abe548','2026-11-28T15:32:41.696396Z',NULL);
INSERT INTO "access" VALUES('b4d63cc2df1f4c2eb1be77eb9ffb24e1','cycle-9','snp','member','Personne B','b@exemple.fr','age1v79ju9ddctw8r9e0k5lttrvw74aky3009pl3psx5lxg2lemt052salq3zp','ba7aa6b55b9242ae9acc23f2f696c5b54ed8ae439b360b724f8da56f84246eb5','2026-11-28T15:32:41.696396Z',NULL);
INSERT INTO "access" VALUES('94141192e50a4fa7a9a57d6f67ecf4ee','cycle-9','epn','referent','Personne C','c@exemple.fr','age14x0exygpwty30p0h2cn92qqgsnfvn6gymp4uesln2jr05nty4e2sszrmek','4fc65938e06f64a8cc4eba4e3364598b870087491609bb778023cc9d582f8803','2026-11-28T15:32:41.696396Z',NULL);
CREATE TABLE answer (
    id TEXT PRIMARY KEY,
    form TEXT NOT NULL,
    sending TEXT NOT NULL UNIQUE,
    definition TEXT NOT NULL,
    email_key TEXT NOT NULL,
    content TEXT NOT NULL,
    received_at TEXT NOT NULL
);
CREATE TABLE delivery (
    id TEXT PRIMARY KEY,
    issue TEXT NOT NULL,
    digest TEXT NOT NULL,
    topic TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'running', 'finished')),
    due_at TEXT NOT NULL,
    started_at TEXT,
    finished_at TEXT,
    total INTEGER NOT NULL
);
CREATE TABLE deposit (
    id TEXT PRIMARY KEY,
    scope TEXT NOT NULL,
    group_key TEXT NOT NULL,
    number INTEGER NOT NULL,
    idempotency TEXT NOT NULL UNIQUE,
    received_at TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('web', 'tableur')),
    late INTEGER NOT NULL CHECK (late IN (0, 1)),
    form_digest TEXT NOT NULL,
    fingerprint TEXT NOT NULL UNIQUE,
    journal_digest TEXT NOT NULL,
    sealed TEXT NOT NULL,
    UNIQUE (scope, group_key, number)
);
INSERT INTO "deposit" VALUES('9675f223cbb24720ae5e5e5b4ecbb129','cycle-9','epn',1,'29784f1c3611c9bfbb4db608d5836474ee362b71ba77517d11e6ee10dddccd9b','2026-11-28T15:32:49.810736Z','tableur',0,'c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2','4c388ff2b8fc934f20707f87a5f0886d9812b371ad6640c053ffda94afb78628','9c385263f81765b00b429e87093a0caeee3d75afd9803f4ce52101e70de7c4bc','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBXbzlWZDd6cFhZVHlUTzM5
M2FCMkVjRnMyWkhtMjZNRzgydkl0NHR1Skc4CjhwTzlBNnBSNDZCTENnaUdLSVBh
Z3NzOVhKSTM3eHc5NmJlaEEzZFVOZ3cKLT4gWDI1NTE5IE9ZamJudWJ6TzlQbHFP
R3RFSUxrZ1RmS2oyeHRQUkp5S3FZcjQzQWQ1Qm8KclFTalJXU3NSMWxETGpLSVZJ
MHIxc0dDNGxibmdNcUdwTDJHS2VvSEN4NAotPiBYMjU1MTkgSFpUcnpOamNCYXBu
QTRSY1FqYU93MVJsNENZYTI1QWNta241aDh5Y1ZVawovQ2RINklZTUUycGQreXdh
R0U1bWVFOFRLNFNZVUYvSmhSaWI3RzU3cmZnCi0+IHp4Qy1ncmVhc2UgWmUgQS45
by1KP0YgYFc0anVOZCcKSURHNHpEU29qSGxMSzBwMUxnQzRyQTBXdXVud0hxMXBY
ZwotLS0gemR3S3o1OUVGcDBxaVl5ZnJvMUlYajRkUWhrbHZlU1VreGxQRnNPOW5I
awoB5PNNxgfmr3iGuhYsGsjKFeck/mn9fWRZILhpojBHMq4DmnZFijdBZieb4A6X
oVHlH5FMzYX0xM9vuQnDpGg13oHC7BqF8mMssKF4a/2+/rLO7EaPDVVQzBR+wh4L
TXsCOkbmGevqPRCtUwFcA11MwDOQ
-----END AGE ENCRYPTED FILE-----
');
INSERT INTO "deposit" VALUES('9976f2fad0fb42479f48fa6da0b8bbd4','cycle-9','snp',1,'e410e43ea45448e16fa3ae9b80c8fe59f24023a636043d049f6d51589015ee41','2026-11-28T15:38:10.166678Z','web',0,'c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2','ea48e0089cff1c27fe939276a85450acbcf184bc87942d9613471cccad31f104','2e349cc3aa67ccedfeb422c4d35355616f6ee561c5be27b68687c657836cf85c','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBpOHU1MXFGbll4Szh4aXJE
QzJhT014a0E3b3RhcktCYmg5TkVta3dYVkhrCnpZSllnd3BQNEUrUjRrZnhlV3FB
VkFxV1NlS0NXVFhrbHVZYTNONml6OGsKLT4gWDI1NTE5IENTVVBrYXgyek12ZkpW
WTg1SGVwYkxWaTNDYksvQmlna2VlMmh3S3VoUzgKdkRCK3UybFBnYUJyOVJBZVNZ
cUJOZ2VDQ2RZSi9wcDFObElVUVdETzlYZwotPiBYMjU1MTkgVlJERE9vKzkwdVk2
RGg4elZIU2xLMEhJTldrbFJ5M1JydjQ3cjBqZXpSdwpWbWxJRTRpNVp6TGNMMWJt
MUFHWmJJNVBZcy82UjU5RUFOSFRkaElhZ2s4Ci0+IHt9LlxSTCl0LWdyZWFzZSBX
Nj9SaC8kZApFMW9SN0swRzVhVTk1dThrLzFRMk5pNVh6WTZVYk0vT0lrRE1aRUdF
WFVmOVl1TW91UEtBdVZYR0d1Q1EKLS0tIHVEVGJmK2FpNDFuVUVJV252bnB6UllO
b1dhanMxaTRRYWMxeExjNDEyR0kKp2agQT+xW6a4Ag+PT6zts7OZA7K9Sn+RL6uB
+EGtzteyWfFC+Mn/r2f5aAu/Fhav5XGLBedifaSTHlvIP6kyJmR9rd55HSkk/TPh
VJg7Of71JODaRZTlCma/xGcVDHehRjPGymmuC3ohQ1HxCLZNzjoYGCxaVq8+icDo
DtxCX8ukJSSOzrLDaDIt
-----END AGE ENCRYPTED FILE-----
');
CREATE TABLE dispatch (
    delivery TEXT NOT NULL,
    subscription TEXT NOT NULL,
    rank INTEGER NOT NULL,
    email TEXT NOT NULL,
    message_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'claimed', 'sent', 'refused')),
    worker TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    settled_at TEXT,
    answer TEXT NOT NULL,
    PRIMARY KEY (delivery, subscription)
);
CREATE TABLE draft (
    scope TEXT NOT NULL,
    group_key TEXT NOT NULL,
    version INTEGER NOT NULL,
    sealed TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    saved_by TEXT NOT NULL,
    PRIMARY KEY (scope, group_key)
);
INSERT INTO "draft" VALUES('cycle-9','snp',2,'-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSB1eG0yYXpMZmM2LzFqNWVV
YmI1T0o5NTA3cHlFODNPVzZFM1lmdjZGa21jCkx5cnU3aWh0TmpmUW5UOTFMRzR2
QjAvN3FFYmprRmpyNzNKRmIxQ2tBeGMKLT4gMD9GPy1ncmVhc2UgKEVbR3MKdEZH
clUzZ2NOZ3VmL2hMSVVqN3lCblVETmRaQlBLVlpWUzVWeFIyZ2o4cwotLS0gL0cv
RkxJQzNhaFVrampTeGpsem9nY1JRR0ptOWpGaHFZMWlCcHZlZ0FTQQqzTsXKkUZ8
Xv9rFvmv9APL64HInrNtmiS4yuTwX7XDuM+XafJVHfzaf2kKnnUMkrmw4+XipGlL
-----END AGE ENCRYPTED FILE-----
','2026-11-28T15:38:10.222454Z','Personne A');
CREATE TABLE extension (
    scope TEXT NOT NULL,
    number INTEGER NOT NULL,
    closes TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (scope, number)
);
CREATE TABLE frozen_form (
    scope TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    frozen_at TEXT NOT NULL
);
INSERT INTO "frozen_form" VALUES('cycle-9','c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2','2026-11-28T15:32:49.810736Z');
CREATE TABLE group_seal (
    scope TEXT NOT NULL,
    group_key TEXT NOT NULL,
    recipient TEXT NOT NULL,
    PRIMARY KEY (scope, group_key)
);
INSERT INTO "group_seal" VALUES('cycle-9','epn','age122wal5fn4dhd4u64eckyxrxnc43te5ak8dxcpu7d4qapuhjphc7s8htycy');
INSERT INTO "group_seal" VALUES('cycle-9','snp','age12lksctsrc3yslj42hcyrdneufzqe7nafr0v5ek8u07tkhv0kc9jsckeaqj');
CREATE TABLE journal (
    chain TEXT NOT NULL,
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    facts TEXT NOT NULL,
    previous TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (chain, number),
    UNIQUE (chain, digest)
);
INSERT INTO "journal" VALUES('cycle-9',1,'2026-11-28T15:32:41.696396Z','invitation','{"group":"epn","people":1}','0000000000000000000000000000000000000000000000000000000000000000','fec6b9198697f7bb13ff792f40b8fcaa8b144b01a8d17dfb424802fe33ed0cc1');
INSERT INTO "journal" VALUES('cycle-9',2,'2026-11-28T15:32:41.696396Z','invitation','{"group":"snp","people":2}','fec6b9198697f7bb13ff792f40b8fcaa8b144b01a8d17dfb424802fe33ed0cc1','9f9ab59e4cc7f740a2446b7988dd77004d5b44ef1bf13da2795107249411946c');
INSERT INTO "journal" VALUES('cycle-9',3,'2026-11-28T15:32:49.810736Z','receipt-key','{"public":"MCowBQYDK2VwAyEAu0NeFokrQUOxBZI4R32b4VFvhvdTsUOxk3as6b4CC0w="}','9f9ab59e4cc7f740a2446b7988dd77004d5b44ef1bf13da2795107249411946c','32fe1d84bdc08fbeb3fbdab28510f11603dc9861a3700e1fe7514a7ee1bb28c2');
INSERT INTO "journal" VALUES('cycle-9',4,'2026-11-28T15:32:49.810736Z','deposit','{"channel":"tableur","fingerprint":"4c388ff2b8fc934f20707f87a5f0886d9812b371ad6640c053ffda94afb78628","form":"c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2","group":"epn","late":false,"number":1,"received":"2026-11-28T15:32:49.810736Z","sealed":"60720efd9859157523ad9645087dd4009bbc5d09df21e53316107e3d93aa8bc5"}','32fe1d84bdc08fbeb3fbdab28510f11603dc9861a3700e1fe7514a7ee1bb28c2','9c385263f81765b00b429e87093a0caeee3d75afd9803f4ce52101e70de7c4bc');
INSERT INTO "journal" VALUES('public',1,'2026-11-28T15:38:09.768050Z','purge','{}','0000000000000000000000000000000000000000000000000000000000000000','469f24e7820779fc3f4ce44a2b7acb84dde24db77d270913ac2f57a0263187a6');
INSERT INTO "journal" VALUES('cycle-9',5,'2026-11-28T15:38:10.166678Z','deposit','{"channel":"web","fingerprint":"ea48e0089cff1c27fe939276a85450acbcf184bc87942d9613471cccad31f104","form":"c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2","group":"snp","late":false,"number":1,"received":"2026-11-28T15:38:10.166678Z","sealed":"80f493f5a6c1ebbf46cfe33c73fba350839d50d929091a03a0a9e373c4dffb6d"}','9c385263f81765b00b429e87093a0caeee3d75afd9803f4ce52101e70de7c4bc','2e349cc3aa67ccedfeb422c4d35355616f6ee561c5be27b68687c657836cf85c');
CREATE TABLE kept_count (
    sitting TEXT NOT NULL,
    state TEXT NOT NULL,
    people INTEGER NOT NULL,
    PRIMARY KEY (sitting, state)
);
CREATE TABLE key_share (
    access_id TEXT PRIMARY KEY REFERENCES access (id) ON DELETE CASCADE,
    sealed TEXT NOT NULL
);
INSERT INTO "key_share" VALUES('94141192e50a4fa7a9a57d6f67ecf4ee','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBPYkZOSGUyWHdtMzdLL2lw
TitWK1pCTWx2VkxsSHVMbjQxYlN1TktkbW1ZCmhjR3Y0ZUVDbFNFeFZWRjlBMzN6
SUJ0QnNtTWcxNldDR2FncXoyc2FtR3cKLT4gN1VIQWBOUi1ncmVhc2UgbFBjRWox
OyAvandwPS5EWwplTXdJOFI5R2RJQzhOOVkzZ1ZXY1VKTmlJdURXdllNZkhPa21K
a3NtUGlwakI4dzkvNmZRbnE2VGlJOFYrRHFlCnRJNGo1bmdDRFhvN1VCNE1tQWZ5
dWxaRGZIVHU4T3NNVk9SSmlRdWQ0ZncKLS0tIFVNR2d6T0cyME5lUTZQaklNZ2Z6
NUMwbTBubk9JUkdkSGVEVVZxM3lVOEEKkXsf4Yj3I+3oHoHAaVMMQS7HEJp2aHCd
QeR5AWNe3JeFgC64WtT+GML1fzeEd8dKMMiztNBrWT3xvAgmofAHnVLbQFXeqi7R
PhUnDMT5u8KFAiZBN71WyXbw
-----END AGE ENCRYPTED FILE-----
');
INSERT INTO "key_share" VALUES('c48dab46530e4d829a7a5999a217549f','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBCNE4wQnJINFhwUzAzOTVs
NUZIK245dzN1YlpGM29oSXhQV1d4WGlwQWlVCkdHR2JLVXlZNXZaTWFERXQrTXU0
MDd1SjQ5NFNBZmhQWlJqbnFVNHBkUFUKLT4gKS8kdElRLWdyZWFzZSBmIDAgelUj
UzU/CkMyL2lhYU51OGZTNEtiakdWS25xendlUEpLREYrd1RyUzFoNkh6WlFvSEY4
VU95NVU0V1B6blprdVJFRUw5d1oKKzBUclFRLytoVkRqN1pFCi0tLSBnL21sZ3Yz
NHR3SnhpeVRGTzQ0dWZ1TkI1N0MxZEYyQjlnd29QODZ6VHFRCl9oNkQXpMUmd2Zg
56VxJfBlM0A24mqp0NYhWV8PfuPUXjscxrpZxtHq4+0pCYRg55CCHJNLBMaRmlgJ
KrX8x0/PcWgUAvNgJZ7IYiIIAbxHPvfve6pDks51wg==
-----END AGE ENCRYPTED FILE-----
');
INSERT INTO "key_share" VALUES('b4d63cc2df1f4c2eb1be77eb9ffb24e1','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSB2TEtUWlUybWUvemdkai9l
OTIxYlNYMFY5VWd2Z3FzTVdaeTVNUVV2aUVNCkg5NklRMGQveWYrN0FyNWFzREhy
eVJyYmlHVlc0T0Jzdm1OTnhBNlZ2SjQKLT4gT0RqMi1ncmVhc2UgRVp+VyBsQCBn
I10tO09RCngzK091WG5mQ09zeVo2YW1kQ1d6VXRYU2hTaFkzL0s5UlI4NDlYUnhL
S3hwdXZrVW9iVGRyT01mdDVMblBPTWQKdkkxb0M1dUFNM3FRUDdsVndNNjNsNUo1
alR2SllVS1J5WFkKLS0tIHFtWmtJdjhUS0k3cVpXZDBvNVBJNmpzNm1jQWZmMWhl
eUd6NGtydzh2MncKBJbCiqNBr6AXVmMNx6ibYue10u+gIo9L+WLgvgGkcalAeyz3
1y+OclClc1j8mmCI/Y4TdGMkIxhjTc98YCKVdtzo6q+muqtFnfog6CpaRfMfZe/7
dXc/D+lz
-----END AGE ENCRYPTED FILE-----
');
CREATE TABLE login (
    digest TEXT PRIMARY KEY,
    access_id TEXT NOT NULL REFERENCES access (id) ON DELETE CASCADE,
    opened_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    sealed_key TEXT NOT NULL
);
CREATE TABLE member_scores (
    access_id TEXT PRIMARY KEY REFERENCES access (id) ON DELETE CASCADE,
    scope TEXT NOT NULL,
    group_key TEXT NOT NULL,
    version INTEGER NOT NULL,
    sealed TEXT NOT NULL,
    saved_at TEXT NOT NULL
);
INSERT INTO "member_scores" VALUES('b4d63cc2df1f4c2eb1be77eb9ffb24e1','cycle-9','snp',1,'-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSAwWmV1ODdMTDJ4TGtPbjdr
Rlk0TUc1MXk0K0R5bzFwVEJORHpVUEYxQmhZCktuRDFMR2NKOG9JcDJZYjN1UkhN
aWNPYVQrNFY1L0RKS1dWQmROWDZwQ0EKLT4gOC9sZCcyei1ncmVhc2UKQnNxZEpE
UWRoeHhBWkdXdEVPQ2lxQVdoV3p4WWhQUzhNcWxyb1NlRVBQZ3hhb1l4dGUweTVh
YjNCdEwxOC9xWAo0SXlleWJrCi0tLSB5RmwxT0VrU1FNdm5KZTlVZWl4RndjdnZk
QVpoOFMxQVVhZ0ZUUTFKbi80CnhZ14vphLqmUVKaFsmyudMT1G8VYKwz48ExBkHA
qY5ICK/XeOzPDeoe/rYMHNBM+bkFJw==
-----END AGE ENCRYPTED FILE-----
','2026-11-28T15:38:10.042682Z');
CREATE TABLE migration (number INTEGER PRIMARY KEY);
INSERT INTO "migration" VALUES(1);
INSERT INTO "migration" VALUES(2);
INSERT INTO "migration" VALUES(10);
INSERT INTO "migration" VALUES(20);
INSERT INTO "migration" VALUES(30);
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    addressee TEXT NOT NULL,
    payload TEXT,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'cancelled')),
    attempts INTEGER NOT NULL,
    due_at TEXT NOT NULL,
    lease_until TEXT,
    sent_at TEXT,
    last_error TEXT,
    created_at TEXT NOT NULL
);
CREATE TABLE registration (
    id TEXT PRIMARY KEY,
    sitting TEXT NOT NULL,
    email_key TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    details TEXT NOT NULL,
    definition TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'waiting', 'offered', 'confirmed', 'cancelled', 'expired')),
    held INTEGER NOT NULL CHECK (held IN (0, 1)),
    number INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    expires_at TEXT,
    asked_at TEXT NOT NULL,
    confirmed_at TEXT,
    day_told TEXT,
    hour_told TEXT,
    attended INTEGER NOT NULL,
    UNIQUE (sitting, email_key)
);
CREATE TABLE returned (
    digest TEXT PRIMARY KEY,
    at TEXT NOT NULL
);
CREATE TABLE sitting (
    key TEXT PRIMARY KEY,
    start_at TEXT NOT NULL,
    end_at TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('confirmed', 'moved', 'cancelled')),
    sequence INTEGER NOT NULL,
    told_at TEXT NOT NULL,
    last_number INTEGER NOT NULL
);
CREATE TABLE subscription (
    id TEXT PRIMARY KEY,
    email_key TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    topics TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'ended')),
    source TEXT NOT NULL,
    consent TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    expires_at TEXT,
    confirmed_at TEXT,
    ended_at TEXT,
    bounces INTEGER NOT NULL,
    bounced_at TEXT
);
CREATE TABLE suppression (
    digest TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX access_scope ON access (scope, group_key);
CREATE INDEX login_access ON login (access_id);
CREATE INDEX outbox_due ON outbox (state, due_at);
CREATE INDEX outbox_about ON outbox (about, kind);
CREATE INDEX outbox_sent ON outbox (sent_at);
CREATE INDEX member_scores_group ON member_scores (scope, group_key);
CREATE INDEX answer_form ON answer (form, received_at);
CREATE INDEX answer_email ON answer (email_key);
CREATE INDEX registration_state ON registration (sitting, state, number);
CREATE INDEX registration_expiry ON registration (state, expires_at);
CREATE INDEX registration_email ON registration (email_key);
CREATE INDEX subscription_state ON subscription (state);
CREATE INDEX dispatch_message ON dispatch (message_id);
CREATE INDEX dispatch_next ON dispatch (delivery, state, attempts, rank);
