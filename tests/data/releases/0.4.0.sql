-- Version 0.4.0, mid-cycle: two groups have answered, the SNP goes on drafting.
-- Invented people, keys of no use elsewhere.
-- key UPHXDRJ479Y6SSSR9957WFEJ8JCF6WVH79WLVSPCRF2MSW2A7GJQ2T62CU age17324mzw8pcws7663djlfzlxw4k3a35l293jws3flvd5d7ysfg3fquc0ara
-- key FL7SGEC7TS3WS847K4QYGWAWA76R9THV8WWAFUM5J9GXA0W86MVQ309M42 age1etmdgpyrzy8k8h6f5zh5h3srx203q2ny7p4axay95dtrf4rjzy7qdh37kz
-- service.key 38PUN4KP6TDNSAES8PTJ290U89RYVJEHLHVXJRLQLHEFH4W78KAQESFMJP
-- link a@exemple.fr GZ26N2DMDR3W0J9W4VNQN4Z4XJ3WLSFVJK332FV28GNV4A3D9CWQSPCTF7
-- link b@exemple.fr R67AXND7URYP099P6LRHARU6JCW7HS0KZME7ST5G3DJNLRDEFAHSUNVDE8
-- link c@exemple.fr TJXQU48TY2CCPNG6H35T5DD6HVLE4AGH2RZHHVPA4MRVXGZGM2LSV09PWU
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
INSERT INTO "access" VALUES('20038836e7a5455b9fc3528024ea89ec','cycle-9','snp','referent','Personne A','a@exemple.fr','age188ey9rpr2cxf7dp53d90p2q2ddwhl0k3lqwplxk46hj5u0nadeusfq3w90','6614ccb13092b5596873dde64eb5d8fc63b152c6b0ec018b6af620cf424e934d','2026-11-28T15:33:13.449341Z',NULL);
INSERT INTO "access" VALUES('49c48e59937c480cb1a5c0a575a1b484','cycle-9','snp','member','Personne B','b@exemple.fr','age1jrsejdjgn7a3tqvz2pu0seumpz0r6gnp9ux09w6gw50hs2zmpecq5uspup','a974e6f27ebac19c8eaaa40bcba25b4b66a1f76310ec146d4754e7e9af66c0fb','2026-11-28T15:33:13.449341Z',NULL);
INSERT INTO "access" VALUES('b66a4f2590b24475bcb3336b172ab101','cycle-9','epn','referent','Personne C','c@exemple.fr','age1eakazm9xws82hfc5gtzf46v9h9xfmaevhur9jp3u06x9pyscceaqllaa9f','bbd629eaccffec35444d0e6ab5dd6c5850e048dfeb066f0e510f25950186f907','2026-11-28T15:33:13.449341Z',NULL);
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
INSERT INTO "deposit" VALUES('9eeb2031590b445188f70f1fa0f48120','cycle-9','epn',1,'f7ba36fad7fa8a4ce33a39485ed6429a66db30beccb61bf234a57559bfbce500','2026-11-28T15:33:16.666081Z','tableur',0,'c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2','a0cb45c45eb716a4bac4d02ecfc4b227d9a9c872d869e5a59e5d69a2b4b7eb0d','1ba4eaecfb0250d36adfd99d50bdf1623c61b4ceb57980e0293560cee82e354a','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBoZDExVWdlVXgwaFlyMU9j
ZlRLblNsYTRDOFN5cy9ySXJTejNObHV1VTNBCjZtUThvTFBWK1dyZmhmdi9QdWdj
Z3d5MTZlMWtrV1hKVFM4WU9lWXN4aHMKLT4gWDI1NTE5IEhPNytSVTlTelNQbWVy
MmY0K2Z4eUlHaERiTjRVVU1MLzlBemhMckNkUTQKWUhNR0dQNzc2VlEzcWVXd05r
UVRwNlN2bDRkM2p4RVExLzdOb3EzcldGawotPiBYMjU1MTkgU3RaTTVpTE5icDdS
bUF1VGNPay9sME1XWFJGNWJHc2d2aDRvVU4ycTlsdwo5UGhGZzQ2cEhSSGZTcStr
SXRsMmY1QklRa2RlRldiV2I5UktFdExEN0NJCi0+IG83LCtULWdyZWFzZSBICndr
N0Frd01TdTJxZGZZTEdTSjFZZWxnd2s3cHBHN2V6bm5vNWkzNDZrY3RtdVFQL2tm
RFZnTHRoSnB3Ci0tLSA5RU9pSjZCRUJ6b2kwdDJyRFBTZVE0MloxbHphMzZPT0FU
M3QxV3BSeHhJCkKe7B9RvVj2iwDmVfgBKrr4MMvjlE3lOqJozXi/26XYd5+pw9mN
47MnrGoEr8Azm3CMPG9JYbL6kWZkB84x65iS4QdjfY9Wo8MNdRAf0Qb2qRqpCZsS
xENhGjN5+I8nDqGfngynk9JHE5BZSopvKWrUu5g=
-----END AGE ENCRYPTED FILE-----
');
INSERT INTO "deposit" VALUES('be7a544e29eb48c986f060b059837ab5','cycle-9','snp',1,'722245dc1fe702387be94da43c77ab2840cfe1d707816cdb2081fe3c9231b351','2026-11-28T15:38:19.118794Z','web',0,'c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2','d2e802be1300edc16d443d45ba3ccf93d520b76668cef60373ec69fabe72ef74','01f62967f03870ec24cc7a1464c049398913d6722404720ac61f966fef17a219','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBBdG1uaENwYUxYSEM1SVJk
Zlk2NlM0UTgrUjRZc0NrbzZYUjlOWmsyOFE4Cm1BT3pxbUZBeGhqa0JGYzUvNjVo
QW1tbHpxcCtINk10bTZjd1JwakdydzQKLT4gWDI1NTE5IGZDR216YXZZV3doaFY2
Mk9wSHAzSTBtSlM4dzMvQ0dBNlhoNVptK2xiR3cKeUxqK2VDclgwb2x5MVp5SVVm
aFVMK1Y3VStyTTJlZmJZUXNTaElIaExIWQotPiBYMjU1MTkgUi9OVzF3WEgvdUV1
Wi9OQTVBSmtsVGFoekNoN3RJSnVjeUUrbkNpNlJnOApwb2hOU3luYjY0TWlBVmhs
S0JXdEtUc3VsQXFQSHQwcTU0L0lqUG9xa2Q0Ci0+IDFCYC1ncmVhc2UgJ0VfYUNL
IVQKbUdKS0RSNm5EWXlTT1pVYWd1RG00aC9ZRkN6M3BpQQotLS0gYUlZbThkRTR5
R0Y3TWRYOVNqMFVzQ290aXZxK2l0cFRrQXAzS0ViUFB3UQqWmWYJhZolaLt+lhlD
1Ozd0mPIizSNDwosL5TFTdqK7/YdOVVcryv/6owTaCs1q4kkIu9tvU0ihh0D/jHj
+Sj5otTFhQ1HkQaFCxswiFsKmsc86TZ0cEHnMz15nAC7uTKe4X47A9fHwUAQ0I34
Ns3RiLIW5+aTGk9cUQzZSdkG7YD97faumEUJ+ZY=
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
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSAraWVGNGh3aUM1eCtJdG01
ZDVlZVYrd0oycTFqVjMyTW4wZ0JXTGdHVlRJCmFhNmJyVG5tVGUzc1g4b1dydnRx
WFU3bFNRL0hBOHIvOHk0TXAvcEZPazQKLT4gMkcxNC0qLWdyZWFzZSBVZyBBaiBq
N3dNIEY7SExrKl4KQlJqbExQTlZwSytXbU95dkllVmszNkZ6eDRwUnhyV2dydkIy
L3pKM05BdHkrK1BnZDlyNGJOTWpGaUFBY0QvUwphYjBITnUvK1A2N1U3UHpwT0NY
aHdvSkZRT3FhZHRzSmhkTFN0S2w2dEEKLS0tIFkwLzVra2dkS21YZm5KRkR5YUNv
VTF3KzZreGRtR2pFaWRwNXJpdUk0dUEK4thD4WcOIyS5T36E8Q9shJFiCBd4Q8+n
qvmSjDfreQATEeaaUohHy0t/VZ0Wtak9MFW6gRRvZA==
-----END AGE ENCRYPTED FILE-----
','2026-11-28T15:38:19.182108Z','Personne A');
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
INSERT INTO "frozen_form" VALUES('cycle-9','c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2','2026-11-28T15:33:16.666081Z');
CREATE TABLE group_seal (
    scope TEXT NOT NULL,
    group_key TEXT NOT NULL,
    recipient TEXT NOT NULL,
    PRIMARY KEY (scope, group_key)
);
INSERT INTO "group_seal" VALUES('cycle-9','epn','age1new6px5jas382dhjs6hsx5tme8fnjh3a089q8r57e0zvwgkfxv6stxpdqm');
INSERT INTO "group_seal" VALUES('cycle-9','snp','age159zdr2tuvw2cvg5fe9e9pen3lyeg68cq66lfzr2hzd8e75usc36s5evyqd');
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
INSERT INTO "journal" VALUES('cycle-9',1,'2026-11-28T15:33:13.449341Z','invitation','{"group":"epn","people":1}','0000000000000000000000000000000000000000000000000000000000000000','205ef070fc1ae579f2457e1f7c9a69747d9e322d1dd36bf3f77ca71730a9b2e7');
INSERT INTO "journal" VALUES('cycle-9',2,'2026-11-28T15:33:13.449341Z','invitation','{"group":"snp","people":2}','205ef070fc1ae579f2457e1f7c9a69747d9e322d1dd36bf3f77ca71730a9b2e7','bf06a9027fb8ee1ac18bd9aa7157422380c1291c381ce062ccdea3c56b8e4ac3');
INSERT INTO "journal" VALUES('cycle-9',3,'2026-11-28T15:33:16.666081Z','receipt-key','{"public":"MCowBQYDK2VwAyEANkj2JRa/ZIHIqrMfmUmBNgBqZEUqAilsjQcVcGXFi5M="}','bf06a9027fb8ee1ac18bd9aa7157422380c1291c381ce062ccdea3c56b8e4ac3','5a8aaf800570d1a8cbe63fd9f5f47ec52054f9cfe3274e6aeb126cd93f27e977');
INSERT INTO "journal" VALUES('cycle-9',4,'2026-11-28T15:33:16.666081Z','deposit','{"channel":"tableur","fingerprint":"a0cb45c45eb716a4bac4d02ecfc4b227d9a9c872d869e5a59e5d69a2b4b7eb0d","form":"c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2","group":"epn","late":false,"number":1,"received":"2026-11-28T15:33:16.666081Z","sealed":"2b319fd5015ff748a7fcaf982ed8d87bf63d0170fc04647ba0f624d16477d826"}','5a8aaf800570d1a8cbe63fd9f5f47ec52054f9cfe3274e6aeb126cd93f27e977','1ba4eaecfb0250d36adfd99d50bdf1623c61b4ceb57980e0293560cee82e354a');
INSERT INTO "journal" VALUES('public',1,'2026-11-28T15:38:18.426909Z','purge','{}','0000000000000000000000000000000000000000000000000000000000000000','381376df29bf4e360ca77716d5e3350e742491a92e538b08c33d284c0520d6c0');
INSERT INTO "journal" VALUES('cycle-9',5,'2026-11-28T15:38:19.118794Z','deposit','{"channel":"web","fingerprint":"d2e802be1300edc16d443d45ba3ccf93d520b76668cef60373ec69fabe72ef74","form":"c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2","group":"snp","late":false,"number":1,"received":"2026-11-28T15:38:19.118794Z","sealed":"97c43293a86dc0e7ba97a2f5609383bea5b5ebb610e035e3ff4cd4bb8f4e7047"}','1ba4eaecfb0250d36adfd99d50bdf1623c61b4ceb57980e0293560cee82e354a','01f62967f03870ec24cc7a1464c049398913d6722404720ac61f966fef17a219');
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
INSERT INTO "key_share" VALUES('b66a4f2590b24475bcb3336b172ab101','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBuWTR5VUowVzhTKzcwZngv
eVFyV3FTQnFmS1NERUkyMEhNbDRCZzhOT2tJCi9wNysrMTZZdmZqVkZzODRtTjNp
ckZiNVA0VWhvNGRBdmxHc3FuT1RMRXcKLT4gOC1xTXNpLWdyZWFzZQo1MjI1RXgx
ZUdPcFAxcytHbUxzVTJUS25lZzZGL0VnOEZxK0tvNlIxam55VWRBVjc1Q0grSCtF
VzVSazgKLS0tIEhGRVovK0g4bWNiM203eDJYcXp0bm1IU3RWa0ZsZEpMc3JWVTBm
NDJkMUkKA81p2BhDdLRz1c8F8OShLEF7mJtvi1weefm2FVIsXGxREEKIN7n6Yj73
k+6FZCzi0btA/bHoex1lsLr94RZ17/QigxsVHtv/+EymjhioFJL1RmaIQIxV8Kzm
-----END AGE ENCRYPTED FILE-----
');
INSERT INTO "key_share" VALUES('20038836e7a5455b9fc3528024ea89ec','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSA2TkpXWS8vbGZwK2pQZENL
QmdPQklsTE04UEpCTnE4eE5BM05YWjNGdEFVCllHaHpjcTdIRGhNK2J1TFZEZFk4
cGxVOXJvOThwUE9VeHBhU2tJL0NMRlEKLT4gLDhdListZ3JlYXNlIHhCc14wZjog
LCAuJHZDJztjXCBzXlEKSll5Q2xYWXRzSUJvbjNoVFRTb1ZNS0tHd3ZTNnhJclZZ
RmRmcXlXVGNSTlBvWTNvdzAwT1liRWlJa3NmVzlMTwo1cVR4RnVYazJTSllGempP
K1NoblJ5RzZlQzE1Ny9WK0VrajhNOTkxR1J5MmlKTS83dU54SnI2aHBFbksKLS0t
ICtJNFdTVS9BUnpLSVd2NzQ0THlFUXp6cVBCblc4R0lMZ2hkeFVkVlNpQzgK4Lvc
F0USS81IFN3lDgMS8ojkX3hLX03bACMMb2Spvso+z+mZNdYBUdg0vils9vlevljG
hbve/CpYDpvTnlUdypYQN4jzPqNcdJpZJxGe7vWtM7fqr51PekeO
-----END AGE ENCRYPTED FILE-----
');
INSERT INTO "key_share" VALUES('49c48e59937c480cb1a5c0a575a1b484','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBJSzF1dDJTRGQ4TTRRSStX
L1hUME9ob00wZ3FybndKM2hVbktUYVZLVm5nCkxEdGZFdWJYdWMvT1VlTDc4aVd4
dnVGUHZsdUNRYmpFNXNWS3c2QUhUaXMKLT4ge11gPkI2Pi1ncmVhc2UgYXZpNwo3
UXV2QzNJNjd1aXVUSjBMaE5DQ2hzd2NQNndGRGZkNy85TmdpM3BMczJKaU9TQTI2
cDViRU4xaHNIK0RQTUdaCndvb2ZsRXZNd2RMMHc0eUdvM0N0elRQeUZDblllQWRk
TGlJQVBaWQotLS0gY3dJb09hdDFtcXhuYW8yQVZKcHc1VWxJbkNVWTFta3dubHht
ZHV5WW1LYwo/MrLiZJTUZWPcHINwL1IoetdWoUzZWJXVUXmhZC050+kOwPk7euMw
0pLIC0JyyTFYpev/p2YobrgCHWUymFq2DvKpyDC/6K63sxpEhe/8w7cE+pUFwzJ3
oSM=
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
INSERT INTO "member_scores" VALUES('49c48e59937c480cb1a5c0a575a1b484','cycle-9','snp',1,'-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBnYXFuTWY4NHNSVGdzcHpH
VzNCK0NGK3NBNC9lczd5b043R3NEay8zV1RVCktIT1VkTkVsQ2NpM3NudndpSGw5
bjI3bmF5YThMVExheGxhc2EweFNiOGcKLT4gc1d8fmAzLWdyZWFzZSBHO1MgJ2h8
eklha2YgOHNJVEEKRzNKNnk0QmhtVUN0c01NdzRYcFBMVVZqdHppU1FBZVZEUXpr
ZEgrUWZJK3d4WWtoV2ptV3VhUlZQUkFCSG5MeQp1YS8rSnBqNUZZV09mdyt4ckdy
QksvZnVSZEREczMxcXBBCi0tLSBCb2c3YkJZRTdwZkVrcVA3RHFuTjFxeitnT1pP
SkZvaTFYRnBXRXBxd1FFCuNXgikhn6M6kTQcPT0JZyaj2uz3H+G7RpLUR8ZWrZ3n
yU0soT5pdH9UwnJ+Ts/Bx6Vz0A==
-----END AGE ENCRYPTED FILE-----
','2026-11-28T15:38:18.978908Z');
CREATE TABLE migration (number INTEGER PRIMARY KEY);
INSERT INTO "migration" VALUES(1);
INSERT INTO "migration" VALUES(2);
INSERT INTO "migration" VALUES(10);
INSERT INTO "migration" VALUES(20);
INSERT INTO "migration" VALUES(30);
INSERT INTO "migration" VALUES(45);
INSERT INTO "migration" VALUES(50);
INSERT INTO "migration" VALUES(60);
INSERT INTO "migration" VALUES(65);
INSERT INTO "migration" VALUES(80);
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
CREATE TABLE service_identity (
    number INTEGER NOT NULL PRIMARY KEY CHECK (number = 1),
    recipient TEXT NOT NULL
);
INSERT INTO "service_identity" VALUES(1,'age1wjr8jlte25ff2hpuznfuj0lu30qgtf8rmakjp00d0sl48s5x5fhqaauz3j');
CREATE TABLE sitting (
    key TEXT PRIMARY KEY,
    start_at TEXT NOT NULL,
    end_at TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('confirmed', 'moved', 'cancelled')),
    sequence INTEGER NOT NULL,
    told_at TEXT NOT NULL,
    last_number INTEGER NOT NULL
, place TEXT NOT NULL DEFAULT '', title TEXT, joining TEXT, least INTEGER NOT NULL DEFAULT 0);
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
