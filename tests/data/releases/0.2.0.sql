-- Version 0.2.0, mid-cycle: two groups have answered, the SNP goes on drafting.
-- Invented people, keys of no use elsewhere.
-- key UPHXDRJ479Y6SSSR9957WFEJ8JCF6WVH79WLVSPCRF2MSW2A7GJQ2T62CU age17324mzw8pcws7663djlfzlxw4k3a35l293jws3flvd5d7ysfg3fquc0ara
-- key FL7SGEC7TS3WS847K4QYGWAWA76R9THV8WWAFUM5J9GXA0W86MVQ309M42 age1etmdgpyrzy8k8h6f5zh5h3srx203q2ny7p4axay95dtrf4rjzy7qdh37kz
-- service.key 9VG68R9VHA4Q79Z5QK3X27TV5TK3G0F6NFGD673K0CSU50UTYVRS27JXKR
-- link a@exemple.fr EW5WCYWE2QFSGNTJUH5SP5W4N27NGNKM7WTXMTPVSM4UM69XWMEQZSN0PT
-- link b@exemple.fr LAU2LLPECW53C28JKEGDMKG4EQUXX8TXKKDYD2WGKPXTMYS6M4YQ7Z4M6A
-- link c@exemple.fr 3CKPUA34EFND4FFGQY5CCS0UDPFATUCURFZHAJCH5KCU8S90JE7QRJNDDK
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
INSERT INTO "access" VALUES('98844288823b443994c9c02e4fa1f5fd','cycle-9','snp','referent','Personne A','a@exemple.fr','age1dz8yrr8mz9fy3p9t7695grgglrqvthwtqsv87pex4h6rmu3g6g4s73zvw7','686119ef042d1b1eb7c09e64a922aee9814eb287d3fdbe605da7266b83311eee','2026-11-28T15:32:54.307990Z',NULL);
INSERT INTO "access" VALUES('dcea511adbbe41558b0868c703525f2b','cycle-9','snp','member','Personne B','b@exemple.fr','age1dy9vt3dhsy27c0wpt466cd7r3tdjdmrh4dytjryytk447zwj5spsqrfg24','369db35a13d673932db778b085e375b8af9fe22eda2ac07656a66a077657e5a0','2026-11-28T15:32:54.307990Z',NULL);
INSERT INTO "access" VALUES('0d34107297734248afe35b1db134752b','cycle-9','epn','referent','Personne C','c@exemple.fr','age1wdr24dp8uu0zczf03clwxp46vdtkuc6zxku8rqfxa6zxzhm7purq82vxl3','ec68e9d3cc853943ef247d6014aa64a3b2465191690b4f2d29d8c1b8a65a6177','2026-11-28T15:32:54.307990Z',NULL);
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
INSERT INTO "deposit" VALUES('5425f68c217f4fec9b755459d523bf14','cycle-9','epn',1,'9feaa72ad65fe82c11efdbbfa2a42eb89b962164d6070512a03ca8256a1ba4c7','2026-11-28T15:33:00.506034Z','tableur',0,'c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2','7b3cc4e32f6dbbd03aa9cbbcb2edd60973252d0998fb7d982489703cb52eddcc','8e46068a3a6f212ff2a5b7d211ebf468ec19cad874ff38a03804afe33a72c08a','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSAwSGNrVmcrb0R1RmhpQmdh
M0FFUWJWUTl6cUtoR0ZiUEQrU2JMSnhWTFc4Ck1PTXhNc3gwRGxUTGUwcUdiTk91
azFoalFsT0wySzBlMHBLQVY2aUJhb1UKLT4gWDI1NTE5IGVwVGNBd0FJNHRKUHN0
cjZwR3dXdm5PWmcwYlczZlBpa2hRZ3czVHRNWEkKSFlmUVBoODVPellUd3JJamtE
bVppcHhsODkxeTRsbXRuZnQzOGVmY1E3OAotPiBYMjU1MTkgbTk2Wi9Zd3BiOVcx
eTlUT0o3a2F2N0NDYS9sZnhOUHhYZm1WMVpycGtIawpmM3JFanZoRFUwVHllaGJ2
ZEt2VEkvN0dnU1RGSmk0NnZUTWxmbE1DcW5RCi0+ICw9cW1nUWRwLWdyZWFzZSBy
PzRuUCA5dQpTSVB4eEZtVWxEdlZRZzJ0U2NXQWRqMVRNclZkS2h4TGp3Ci0tLSBL
b1BOVVBmWVo1K2UzWE41WTUyQ0I3SGdzOHhLQitIU3RzbUZaa25obk5ZCn43VFy0
aM29S2VD/83Hu41ZbnkJPjk/6AzVDKerb9bSwoDQdUNpV1qo3SV6891U1objqHm2
p5Bk4w3YuewbnYCvAYom4bRe7afp5jQeyzn6VYxnsns7pN5MJaErMy46amoP/OY5
57e86dfHoNzyaluU8aA=
-----END AGE ENCRYPTED FILE-----
');
INSERT INTO "deposit" VALUES('9ff80e74b28945048a3c5404223dbd8b','cycle-9','snp',1,'9b555978011c73d7da462cd7c6dda6f78f83477c5964993fc7571e4d4fd5082c','2026-11-28T15:38:12.778844Z','web',0,'c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2','7d4725e91ac2e20cd2c472d83634bc0283a74996b411c31d5e15c24672735db5','7f8ae55e003478361001decb8688ba085c4b7a32de2f61865d38d719ea0e701e','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBlUEhZVHN6ZHRCaDJ4R2Fa
V3lCL1Jlc2M5bVZWMEFkbVhNMW5zNUo1Y3lBCkI5Q3NQTWh5ZzVXRUI2bUdkYkVP
VHAreXdYQmoxaUtKclFFVk9oQk02WU0KLT4gWDI1NTE5IFlvQXNZaDhOR2Z1cUpW
WVY4elpibVVxTjJNNlZTQnJKek44SVNTVW9rVUkKZFhMNmNDbUJoTksxMmZqS0dQ
S0t2anVzaDhzMDNLUjFEZ2hZN2oyaG5xUQotPiBYMjU1MTkgUCtQNCtlYjBWVlhh
SXNDeUVWNVlmU2FNSWd5MkROREY0ajN5SmFqUklrZwpkazcrT1kzQS9aUXNIS2pS
OHVoNlVlL3lWbHpTRDhQa2d5VzUybTZYNmJvCi0+IEArSlN4LWdyZWFzZSBKCjIz
TFAvdlF0YnNXWGg3bUU2Z1V3amw1RnlGRHdvdwotLS0gQkcraWkvT3EwRHJlMFg2
a24zNVkxeHNaNVVCcjN6SURvRFFLVTVJcXdubwoYQTES23I9bktZ3Ngxib9DoBwi
6Ns7S4phwmZ83tF8aev0xpbP1D5BKbi80kH2WrkBuLwwZRq3ezbZw/NqS6Auw97R
bAFtWIOegzflX35RHr0s6vLZ4kQm0uuzmShT88cgEFf7LQeWbg6JiuvZsnzWi1gm
MCjwfjyvPXd8nnkAQjIXKGFnzWpzQhM=
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
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBPSWRwb2RKMjVaVTFEUW5T
YTQ3Yk1DNGNmU2xnRm1WaUtncGhtUjRocjBjCmE5WVAzcnpETHVRWUQ5cFN5V0o1
ZU5tVlBuOEN1ZG0zZ0ptWVFjcXNwOEUKLT4gKC1ncmVhc2UKS3NoNzlwakhDT2Yy
UXV4NzZ5cEF3b3RjNjE2ZjdvSm9UcGJrZGk5S2xJdnYvNnA0MVBQQ0xHL0VYN29n
N1pMMgppLzZZeTdvK3FYaTM0WWJBS0dETlpoa2ZnZwotLS0gcnFCNllTSGtFd1d4
T0dnaVRqWnNaL1U3YUZ2MnNLNHBWa3Z2TVpWWmlMcwoez2s73hHi/S4kaRvOEzU+
wdcTRY70rePxrT0vGGeaSOrOQ9tysUvdB8m4NIwSilxKvcH2UaaG
-----END AGE ENCRYPTED FILE-----
','2026-11-28T15:38:12.829833Z','Personne A');
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
INSERT INTO "frozen_form" VALUES('cycle-9','c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2','2026-11-28T15:33:00.506034Z');
CREATE TABLE group_seal (
    scope TEXT NOT NULL,
    group_key TEXT NOT NULL,
    recipient TEXT NOT NULL,
    PRIMARY KEY (scope, group_key)
);
INSERT INTO "group_seal" VALUES('cycle-9','epn','age1c3kzh6azljkt4jfmg8mz0x36acnqwdk47aa73j5a82rxfjer85ssnsk8kt');
INSERT INTO "group_seal" VALUES('cycle-9','snp','age1mu065zls3u0s790zsjlnkd0hh0vqlckllexzcsq25hfscuvgyezqzuns43');
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
INSERT INTO "journal" VALUES('cycle-9',1,'2026-11-28T15:32:54.307990Z','invitation','{"group":"epn","people":1}','0000000000000000000000000000000000000000000000000000000000000000','5601fdf5670c5a6161e168392b9695cb54a98d05c7bf6512368059fa43d4609e');
INSERT INTO "journal" VALUES('cycle-9',2,'2026-11-28T15:32:54.307990Z','invitation','{"group":"snp","people":2}','5601fdf5670c5a6161e168392b9695cb54a98d05c7bf6512368059fa43d4609e','a026461ffa2300b2bf1cff03d5654bda19b2c4e77a5c8d88a66e4e09f4e9346c');
INSERT INTO "journal" VALUES('cycle-9',3,'2026-11-28T15:33:00.506034Z','receipt-key','{"public":"MCowBQYDK2VwAyEA3gnLMyLMzucq355vDGY8BELqAtVPoGuGlCgLtU38paE="}','a026461ffa2300b2bf1cff03d5654bda19b2c4e77a5c8d88a66e4e09f4e9346c','01c93595880b9a412cbd89c28a6d6e29d0c7a331377477ae13b9b6cccea42661');
INSERT INTO "journal" VALUES('cycle-9',4,'2026-11-28T15:33:00.506034Z','deposit','{"channel":"tableur","fingerprint":"7b3cc4e32f6dbbd03aa9cbbcb2edd60973252d0998fb7d982489703cb52eddcc","form":"c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2","group":"epn","late":false,"number":1,"received":"2026-11-28T15:33:00.506034Z","sealed":"19d9fb661d0af81d6d067bf385b3f5f95ee307101589d420e03a07d8b6948c25"}','01c93595880b9a412cbd89c28a6d6e29d0c7a331377477ae13b9b6cccea42661','8e46068a3a6f212ff2a5b7d211ebf468ec19cad874ff38a03804afe33a72c08a');
INSERT INTO "journal" VALUES('public',1,'2026-11-28T15:38:12.302937Z','purge','{}','0000000000000000000000000000000000000000000000000000000000000000','016f24398c68644ff205b88539201ccaa74c3e52840a2a8ee32b8d5848f686d9');
INSERT INTO "journal" VALUES('cycle-9',5,'2026-11-28T15:38:12.778844Z','deposit','{"channel":"web","fingerprint":"7d4725e91ac2e20cd2c472d83634bc0283a74996b411c31d5e15c24672735db5","form":"c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2","group":"snp","late":false,"number":1,"received":"2026-11-28T15:38:12.778844Z","sealed":"e7c303730ecfb0d0265ed4dd27ecc2871c954fb3806173aa3739ccb292deef74"}','8e46068a3a6f212ff2a5b7d211ebf468ec19cad874ff38a03804afe33a72c08a','7f8ae55e003478361001decb8688ba085c4b7a32de2f61865d38d719ea0e701e');
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
INSERT INTO "key_share" VALUES('0d34107297734248afe35b1db134752b','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSA5b1dyd1M0MnZNUjRNUDQz
a1NsZ1I4eEw2VWVBcE90OTR5MzE3WWw1bm40ClZQRHhXSzNreW82dEFxdDkzWWYr
R3kzTTRLNTIxemZEL05SekV0RlBvUncKLT4gZntdY1FhLWdyZWFzZSB6I2RCIFc4
IHdRe0U1RwpWUnljbTBDbWZmcU5xcVR6cmhwVGtWNXdVOXUwTHBsNjRYN3I5REVh
bFBnYnlCTEF5ZE9IbGFsTTlGcm1ZY2Q2CjJBWGEKLS0tIEpGTXRUd09HV2c0VHBU
dlNFRWYrZXoza0pCbWM1U00xcm5Tck5JRm5ua1UK6sEe9P0FhjO2kc0xTBAKz53k
NUt3FzdUAuoYREfrAw94uJVW3MWn8NM5OXvPTtJsiEm8Sb8Ajjs3dZVwrBgleRel
2LGo2NGj46LEuAzYWaJnM/0Q21IMTzTt
-----END AGE ENCRYPTED FILE-----
');
INSERT INTO "key_share" VALUES('98844288823b443994c9c02e4fa1f5fd','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSAxektVczYwTWtMVXBCWjR1
UzQwRkxXSTdLeG9YOUdXV2VhL08zbk91eGhZCm5Xa1JDcGJBOWFLK1hCNWdtSTJr
bmNNL1NJb2F3RWlQcjJxcmFhMXpSRzQKLT4gYFZfLWdyZWFzZQpnZjgvcnhUbTJL
ZTNpSGdIbDlCUmhxOWZIWlFzZCttR244cmRId2hrYnlXV2IzWElqSWhOQ2hqZWtJ
eEpkZnlNCnIzaVJmTTJzMzFLY3NCN3JIV0hOYWJMNGtSQ1M4WFkKLS0tIHN4Tncv
ZDl0T1QwNXdjUDV3SlVuR3cwMDhmWndHRjFraTk3RFZhSmhKNVkK0Q01ac0q3JRU
unA4NLl7efnwxuFqwW3fYRSGl/wvnIEQ9qddF0u/2Sf1DYaBjB1eCqZpRz0G5v30
tWal+/OCG066kTEbWTXzyU5aPRhz/usPAULDQNiknMtd
-----END AGE ENCRYPTED FILE-----
');
INSERT INTO "key_share" VALUES('dcea511adbbe41558b0868c703525f2b','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBYN0VnMXgvUTdpODFSaTdX
L2RtUnBHTk9RMHFSY1QwMWFXOHY1WlFPNDA0Cm9RcjVRcHdVanBhVTlUaWhpR0s2
K2xPdmd3TW9uMUFaZC9PVjdFaWhGTk0KLT4gaEFCJXRQTmktZ3JlYXNlIDY7WWgu
IERFP181Misgbwo2SVgvQ3ZwbHVGb3hFaXZadU95bmh5alJFMkJoT1hvVDNCRjlP
M1NoMGFIenhIOUxIQnpnNXk1WmdJamZ0dEI5Clg0VEZ0S2N1MlUxa2s0ZzFjRVM3
OHdHb3c3MURKbkcwR05pV0YyM2xYZWxKa0lNcXlra3RUM3BicWpJCi0tLSBWeGNL
bHRGbk1jM3dBU2tMU3BPcFFQZk9mQyt4WXQ4VHhCTEV3WHZSMVdvCm6gfXXB1PGv
YTgcWANxv/lDpYhzsifk2KMgQwiSWzytocHkn6puPnAccw8f2fEOYgPfAMVwV9ID
o0zVMzkGUDNiF2yvcKvubrNm1vb0U/cKKh2Kp4dFgLnn9A==
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
INSERT INTO "member_scores" VALUES('dcea511adbbe41558b0868c703525f2b','cycle-9','snp',1,'-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBBMHdEZFlrWXlXOHBMcENF
UndvRUY1LzdxdmpQWEFBUmN3akdSdlZuNG1jCjY5V1VJL2U3NDJxYjEwL3krWGRD
Vmg5c1c5NktPYXJ3L0VVbzlJM3hqWjAKLT4gWFl7SyFqaz4tZ3JlYXNlCk9CK2RJ
dCtrWDFNQzZWYWJCb2tySTdad2t4MWlCUW1Vb0dXREJMQVNQTTVQbWZSSUw1WERt
QXAxNmk5Wkl6dHkKRGtCeUJPK3pYU2xhNGI1KzNBZjFiNGo3R0xDTUZDdDYzdnNL
RVFCWGwzcWR3SU04M1E4MFYxajl1KzBKQnNxcgorT2g4Ci0tLSByUDRKbFp4SVdB
SUdKUEpmbzJGeTJodzM3d3AzNkhEZGY3UDErTThhZzFFCizUnfH24JrmtY53wE15
DsCbHBdKp54ro2wJLX/XoJo/DGbkrf9eR9MiRY/s0llu+RIy7A==
-----END AGE ENCRYPTED FILE-----
','2026-11-28T15:38:12.681078Z');
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
