-- Version 0.3.0, mid-cycle: two groups have answered, the SNP goes on drafting.
-- Invented people, keys of no use elsewhere.
-- key UPHXDRJ479Y6SSSR9957WFEJ8JCF6WVH79WLVSPCRF2MSW2A7GJQ2T62CU age17324mzw8pcws7663djlfzlxw4k3a35l293jws3flvd5d7ysfg3fquc0ara
-- key FL7SGEC7TS3WS847K4QYGWAWA76R9THV8WWAFUM5J9GXA0W86MVQ309M42 age1etmdgpyrzy8k8h6f5zh5h3srx203q2ny7p4axay95dtrf4rjzy7qdh37kz
-- service.key GMWHV087C8LCCVHMJ8Z9W7C4N48XLD8GF4WYA8WU365NNXDJYR4Q0UFXFL
-- link a@exemple.fr QUS74RTT0HRX94AUX24C2R3LR8N2RWKYXVF9449F854AG3GHA8LQ7JA9Y4
-- link b@exemple.fr XY9LM9XSZERC39HKKC5HJ64F6YHEKHKL80RACZD3V74RWSFVZ75S9H6MA6
-- link c@exemple.fr E95TKSX97TGHYCQ7V4GMYENL3PAWJP0YM5G8CWFTY0R22SWZK7VQ9FSAD8
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
INSERT INTO "access" VALUES('491acacfe1f94c1597822cfaacf7ff6d','cycle-9','snp','referent','Personne A','a@exemple.fr','age124zszfre46qmj3h6ac2m9pfpdkgrvddx2z5t9edx8clmv4eqvfcs5kz684','7544a2d854b5dddfc838f9e5c1153ff296e9d4b45b35f048a30c3c33c80680fc','2026-11-28T15:33:05.275487Z',NULL);
INSERT INTO "access" VALUES('3b7e61f972b64a0ca8cd0a4a3a9cdf85','cycle-9','snp','member','Personne B','b@exemple.fr','age1tm05eyrrm6g9huypyrdgwqq89juvc7cnkx56vf04e9ychsw49ucsr9dz20','3a7338f4a67631e362665bb4a8861c43b4f3900e2e073923209c49412e467d11','2026-11-28T15:33:05.275487Z',NULL);
INSERT INTO "access" VALUES('dbe4c45fc02e4289a0bbbf5c0e20f91c','cycle-9','epn','referent','Personne C','c@exemple.fr','age1lk02qrgtgy6etrqpslkm2mkr29jhpw7km3z6lr7stvcp2dmvtdkq4zfv62','7e53c714f7e8d8245bce64bc7be2668d6a2b4c3c216a8d09960412f5aae9d89d','2026-11-28T15:33:05.275487Z',NULL);
CREATE TABLE answer (
    id TEXT PRIMARY KEY,
    form TEXT NOT NULL,
    sending TEXT NOT NULL UNIQUE,
    definition TEXT NOT NULL,
    email_key TEXT NOT NULL,
    content TEXT NOT NULL,
    received_at TEXT NOT NULL
);
CREATE TABLE atelier_draft (
  person TEXT NOT NULL,
  path TEXT NOT NULL,
  version INTEGER NOT NULL,
  base TEXT NOT NULL,
  on_disk TEXT NOT NULL,
  writing TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  PRIMARY KEY (person, path)
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
INSERT INTO "deposit" VALUES('b3112f96fa0841c294ce87e8d26758fa','cycle-9','epn',1,'4f4c019c89aec4ba5cca14db69b6d09b351f2b0f28457b29c757577f5dbe673d','2026-11-28T15:33:10.191383Z','tableur',0,'c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2','7c59d69d8e60073da07b2ea8d4bbec437223e8c7d9a61ef56a1268f0f2ec035c','d6aadf9ead4dfc092ac792a9319ec6b2d8c66fe6e367790f5f57552fb7ff67c4','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBJN1Rla1d1SlNycUxtWG5K
ekxjNmVVczJraDk4ZGM2MitqQ3RtdUE2VENrCnB6dzZBWVJFU1NGalI3MjN3RHYw
MjZEaVdyWFdyTnczUS9abE1FTXRwTDgKLT4gWDI1NTE5IElHL2dCY0Yvb2xZTXl2
cTlXeXlPZ2dISUFBQnhUcStibjBzbFNoSlh4eFkKclJ4UmxWR21nZThIQk8zNW5Q
OUtkbHRNY3ZIV25HeEVCRDFXUHU5T1piWQotPiBYMjU1MTkgNnJuM1l0MjRRTnVK
K1I2TjJMYlVreGRkakJEYlNsVEhTek5rY3VCc2J3SQpwUGFGRFRwR3djMGcyY1dC
UU81eG8rQ1laNFJlbVB0SnJCZVVRZWgwMWxFCi0+IClDeFVbPVBELWdyZWFzZSBD
IEg+c30/cVoKMWs4ci8zMjNjYVl4Qjl1dXhuZ1NJalNUY1dEQ0duR1d1SVY1SUhG
bXFQTS9iTzFGOXRRMXNOUC9rN21yWURmbwpGdnZWWWthMEhreU5GMEVqMStEN2FO
ZXlSME91elRzZUttVHRoY0xKZVc2aGVSUXd5SXlLZ0VOOGRFSGRnYW8wCmpRCi0t
LSBQQW9uUWtSU2dlbWxDc2dpY3Q2UnRiTGN3VzVDbnpsd3dBRkhlbEhnSitrChn7
fuv1ScU9LYz8p058deT7sQQlAmwwMkUkRhs4jwkPSwAeJ1e3ulEqJhTggDa+k96J
qGE680O5hLn9IcVs2HMXE/A28HapX/kSFkFmkpaGsKogllKpeofubHIcbQfoVKFy
nLS2psPOeOUidLtPl3oyNog=
-----END AGE ENCRYPTED FILE-----
');
INSERT INTO "deposit" VALUES('29658b32326b4771af6bc85761a89cc3','cycle-9','snp',1,'0885983389ef2e468d9917a3505fe83e3658dd7c5943d85582c9a8b7eba29e09','2026-11-28T15:38:15.920237Z','web',0,'c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2','95fb790cd8a4a894b34380a0fdf6478c0a43f3c128268966ff15ab827f256fdc','7724769bc25cf2a2b8b8ffdd671b4b48ae5bd1b9d91e66b314fd6ef2484c7188','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBVOW8wNWMvcjdOaEt3WFNi
L0hBdS9XS2xUN3hqNzYvVDNqbmdkaStIUkRNCnR1YnN0dll3SkdINGZWRWFheEl2
TmplTW9uajJUMUJKR1h6akp6Qkg3ZFkKLT4gWDI1NTE5IE5UdFRoYzFwVGhpNzhH
OHFYdlZUODA4dVBOZmlDN28vb0h1NGtXbGpxRkUKSVhvbG5xMGlaOFBMWW1yUmpn
K2R6Y0V6ZzVmRGpCNlFhU2xMNFUyeTVCMAotPiBYMjU1MTkgTkRYd1ZLK21ZeFdM
REszeFFtdjZ1VStHZUpzUWREUUx5bEx5L2RYMUtDcwppSW9VQmVXZk1BMWJnem9R
bmEvbUlDd05ITlRyaWNQSGVxTkNTalN3Vk9RCi0+IEJbVUZRMy1ncmVhc2Ugd2Zc
JGJtID9OMDF8fHwKZGlsMStRCi0tLSBCMk4rNk1WM1dGNjFyb0R6SnZmWm1mQVU3
QU4vTUE1Z2dDNFRLZkxpK09VCshEgQAN/tp/cuajxKfSWFyLOIyyyJgvhW0R4tkN
sVvSyuFjL7XPGAfsl9tT0QUFSBLWShneF30KkqMWdN/adqyWzNoeh6OJkDY3moaV
ySjMKtmMFWgr//FdFqnogSvDUaCg0bkLE9Uglf1Q/6uryOtRpgENuIWjyZiuaphY
TkG6CC9nVfblOD5ndw==
-----END AGE ENCRYPTED FILE-----
');
CREATE TABLE "dispatch" (
    delivery TEXT NOT NULL,
    subscription TEXT NOT NULL,
    rank INTEGER NOT NULL,
    email TEXT NOT NULL,
    message_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'claimed', 'sent', 'refused', 'abandoned')),
    worker TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    not_before TEXT,
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
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBlNlFTL3FpaFdXL0FQNnUv
OVgwS3BxaHJoMlBmZE5ZaGRjcWJJQk5aK25vCm94UmdUc1owM0x2RGMyUThqZjRL
bVhuUW9aVWNlNWxicmV3ellqeGUvdW8KLT4gSEhCaXItZ3JlYXNlID5GIFB6Uzgg
QH1eYElnICQlXkoKNXh2SUd6LzVqa05lTHBTcDMrMmgrTTNLdDBDUzU1ZmZ6UktX
NmNEZWIvL0hOUWVxdUNmMnNFcHBOdwotLS0gaXRqTm5GTU9yVWY5Rks3K0V5RVdh
QjIvbU5rSm13QVhLZXRuMml2MUdCMArPoE9/EMgWIsq9qgRSnZ6EE4s/egw0pBG4
zZb6gBL7MxL1Hdqrub8h4mBb59OpmvbfsrKwagsz
-----END AGE ENCRYPTED FILE-----
','2026-11-28T15:38:15.967280Z','Personne A');
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
INSERT INTO "frozen_form" VALUES('cycle-9','c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2','2026-11-28T15:33:10.191383Z');
CREATE TABLE group_seal (
    scope TEXT NOT NULL,
    group_key TEXT NOT NULL,
    recipient TEXT NOT NULL,
    PRIMARY KEY (scope, group_key)
);
INSERT INTO "group_seal" VALUES('cycle-9','epn','age1xlqgsqtktyl4x8vazw03nnddedjrgc7z59cmk27jcfljkcsnwypqdrdqfd');
INSERT INTO "group_seal" VALUES('cycle-9','snp','age1lj0el8vw2q4gxu7mz9vykx0q8u24hydwsjgsfd78w9sepk5jmc5strymgp');
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
INSERT INTO "journal" VALUES('cycle-9',1,'2026-11-28T15:33:05.275487Z','invitation','{"group":"epn","people":1}','0000000000000000000000000000000000000000000000000000000000000000','84ed517f9650196eb3987c9d97790c1efa7b413482c971df9ddb00029c244fba');
INSERT INTO "journal" VALUES('cycle-9',2,'2026-11-28T15:33:05.275487Z','invitation','{"group":"snp","people":2}','84ed517f9650196eb3987c9d97790c1efa7b413482c971df9ddb00029c244fba','2092b8d3a1146f72de916063cc5ab9d867ddc9eb1497cf5f91da86338748d879');
INSERT INTO "journal" VALUES('cycle-9',3,'2026-11-28T15:33:10.191383Z','receipt-key','{"public":"MCowBQYDK2VwAyEAyXmTT6rcXjhOyue8VoaEoP/G8Xrm85iG9mJpcaa4/BQ="}','2092b8d3a1146f72de916063cc5ab9d867ddc9eb1497cf5f91da86338748d879','85a88a8a4308aac4538f2b9ffa371dbc90e49d97ceb68711cfa6999fa95cc2eb');
INSERT INTO "journal" VALUES('cycle-9',4,'2026-11-28T15:33:10.191383Z','deposit','{"channel":"tableur","fingerprint":"7c59d69d8e60073da07b2ea8d4bbec437223e8c7d9a61ef56a1268f0f2ec035c","form":"c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2","group":"epn","late":false,"number":1,"received":"2026-11-28T15:33:10.191383Z","sealed":"beb95db5c7f38693b83ae59da851cdbab29e83cc024587fbe7f13f4839c15343"}','85a88a8a4308aac4538f2b9ffa371dbc90e49d97ceb68711cfa6999fa95cc2eb','d6aadf9ead4dfc092ac792a9319ec6b2d8c66fe6e367790f5f57552fb7ff67c4');
INSERT INTO "journal" VALUES('public',1,'2026-11-28T15:38:15.331600Z','purge','{}','0000000000000000000000000000000000000000000000000000000000000000','1ccb6c8029ec7859f01621b8cc6f97dbe03039b9f5dcb83b34bb3a753669702b');
INSERT INTO "journal" VALUES('cycle-9',5,'2026-11-28T15:38:15.920237Z','deposit','{"channel":"web","fingerprint":"95fb790cd8a4a894b34380a0fdf6478c0a43f3c128268966ff15ab827f256fdc","form":"c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2","group":"snp","late":false,"number":1,"received":"2026-11-28T15:38:15.920237Z","sealed":"a066a8194e4b7795e2ebf741d90d98409f7b04ba4f8e535402cfd921114af420"}','d6aadf9ead4dfc092ac792a9319ec6b2d8c66fe6e367790f5f57552fb7ff67c4','7724769bc25cf2a2b8b8ffdd671b4b48ae5bd1b9d91e66b314fd6ef2484c7188');
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
INSERT INTO "key_share" VALUES('dbe4c45fc02e4289a0bbbf5c0e20f91c','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBMVDhZR1YvUmN1TVl5ektD
NG1EcU9KNTVvMzRTQjE2OVBlS2JMK2IvZEFvClpmcUNqdGVSSVh5U3BCREEvZENZ
WFpkeVUwd1c3d2poSis5dDR2dWRIWlUKLT4gdDMsZi1ncmVhc2UgLmM9WSA2dwo4
V2dwb2dHV1NWMHlnTDNSWlllYXlZQVNWU2dlZnFVM0RCUnZjTTk0a3orbXFNYUt1
S1l5cmxvRXFlS2F6Mk1GCk92U1Uyc3Vja2hvTzZBCi0tLSBFQ2NJMHpEdGxqYVND
Wi8rbG1yVEdVUWdIUy9rWnVmNWlIdW5oYmJOVkhjCoCkaCKa9gmUyPMMgmZ2o9xl
wVQNBpuVRSF/rim7YX1MHEQO3ppB8bmfeK1uH7dkoxlgc7TUDOEdIIZuTNhA0LWt
jEN7TiXCzwhsXzVAp5hxnuap5rADgzp3JQ==
-----END AGE ENCRYPTED FILE-----
');
INSERT INTO "key_share" VALUES('491acacfe1f94c1597822cfaacf7ff6d','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSAwZlZHVms3Wk9VUXloWE5C
OHR3UnEvYk91azBJNnYzYW9uRGtUZzRlRmdNCmR6Y2NvU1F4cU9vcTdmMUNRY2d1
UkFHekNXcXdqU2xoNFhOWUV6WVEzTEkKLT4gPS1ncmVhc2UgUEwKMzNNCi0tLSBC
TStZREw5V1NsVmZ6ZVRoUTJGTTZYWmczMnBvU3FpQi9GSzVKVjlQOGFVCi9NzPzX
DIZJsFD6hSoP4VaKIulR6Fa/0lZyyWp8YHEIqusVJjjM0u3UK6sIFCCsXmIXcnkm
gcbRZkwnv8rh+6AzphPqH8UwRFwl0y7E7G17ItuUdkWUGwoNww==
-----END AGE ENCRYPTED FILE-----
');
INSERT INTO "key_share" VALUES('3b7e61f972b64a0ca8cd0a4a3a9cdf85','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBTa3ExUGRlQmlMUHNRYXF3
OGlDbGtTKzlzUjJ6VGZLMHc3U2Q0TEJ5OEVRCjc1eEtKbVRKcnFkWStFSE5HV1FT
UE8yZXBTQU1BMEpGVlNuZVF5SnUweDQKLT4gay1ncmVhc2UgUEtBIDhPTnoqIHY2
OH08PSBEbjtaIV5wbAppeWRvZlQwYjUwQWxucGNXTG1UT0RXRldVWkpML3FnWE5m
c1ZOOEZVdldXN2tZVEZ5R1F1aDBYU0FwNWlDMCs4Cm5VOXlqU0hVenlQSFFzMVdH
MkU5SVNxVGJ0alZHTHpNNEdJS0lZWktwUTNzV2FoU2g4Vy8zbmJHCi0tLSB4RXFU
L0NhWGxnN2swb3kyY3lPb25wcGhiRmR3ckxDUHkzZjVucW9na3BzCgh6nJp0yrHY
ncCwZXaw+0t1KWR922BEDOFAA0pJIgYtYLn1ZIGCLTdAPDQTG3G9OQwNdEDv3+et
sKAx/Kcr6w6BGX86xO/pOddJO7QKRF4trrYvQ3KwGKaBZQ==
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
INSERT INTO "member_scores" VALUES('3b7e61f972b64a0ca8cd0a4a3a9cdf85','cycle-9','snp',1,'-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSA2anVPOUNJNUJ5dlFDSzlZ
RXljbTlzcFhyT0lzWEtteGV0MjNDeC92SjA4CkRDaUM3dG1BUWIwVDFraUlEK1Y4
OW94ekhsQmpJd1RaazQ3cDJTU1kxdzAKLT4gQzFMei1ncmVhc2UgWVsuciJICklR
U1U0eVF6aGFHNFNSUnQ5Y0ZYc0JwZzltK1hxM3dqbndFS1B1dDltRzJtWkJrSFlN
bjFUNC92TVNnU2M1cmYKelQrRUdWWCtzUkk0eVVSUFRwKythWm80bFExWHduOXZP
akRoWUxGRmVPTDdWNUtPZS9paG9NS1ZaRlJrCi0tLSBvR3FablJjeUlVMmhuM25Q
NHBQWkJyS1BHT09uWThReDdvcTRuaVUyeXM0ChjD8jwLUkLhDtvWLeT7zPuUFFAm
zoydbkF/DclZgu7cvGMN7Jwq5ULL2w0ptgIp/z2faQ==
-----END AGE ENCRYPTED FILE-----
','2026-11-28T15:38:15.798067Z');
CREATE TABLE migration (number INTEGER PRIMARY KEY);
INSERT INTO "migration" VALUES(1);
INSERT INTO "migration" VALUES(2);
INSERT INTO "migration" VALUES(10);
INSERT INTO "migration" VALUES(20);
INSERT INTO "migration" VALUES(30);
INSERT INTO "migration" VALUES(45);
INSERT INTO "migration" VALUES(50);
INSERT INTO "migration" VALUES(60);
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
, place TEXT NOT NULL DEFAULT '');
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
CREATE INDEX dispatch_state ON dispatch (delivery, state, rank);
CREATE INDEX dispatch_message ON dispatch (message_id);
