-- Version 0.1.0, mid-cycle: two groups have answered, the SNP goes on drafting.
-- Invented people, keys of no use elsewhere.
-- key UPHXDRJ479Y6SSSR9957WFEJ8JCF6WVH79WLVSPCRF2MSW2A7GJQ2T62CU age17324mzw8pcws7663djlfzlxw4k3a35l293jws3flvd5d7ysfg3fquc0ara
-- key FL7SGEC7TS3WS847K4QYGWAWA76R9THV8WWAFUM5J9GXA0W86MVQ309M42 age1etmdgpyrzy8k8h6f5zh5h3srx203q2ny7p4axay95dtrf4rjzy7qdh37kz
-- service.key ARX08LRF0G4FU9QRPTDW8Y86KAAEQ47J52U96A3CCFUJD80DM90S6YP0JY
-- link a@exemple.fr 3CKADL0UATPNF2EKM4PPPCHH0LMDS0XDK9P2SVACFZ5MHKKF27RQKUATYM
-- link b@exemple.fr XKZYS2MM4YH2EJ3J5AL0GE2ZXPYXP60YTS8VEEP7QK7CCQGX4WHQPYQQKD
-- link c@exemple.fr X6RN4S387FDUREXTXVZFC62JZ39GCKKN5ZKXDJLKPP380FW5CJHSF46RMK
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
INSERT INTO "access" VALUES('b8045f51f9614dae99f2ea34598f5b3f','cycle-9','snp','referent','Personne A','a@exemple.fr','age1gw6grrkkvr3z2zqqwj62mxw9qhps3l2tepq4x5pxpyyeuhq663fskakavv','dffef7fab351239a5452d0b8d4f5b7d218cc056d00640235459513af47e2f345','2026-11-28T15:38:58.081664Z',NULL);
INSERT INTO "access" VALUES('e913ce7e620743d996e27342be8f7f43','cycle-9','snp','member','Personne B','b@exemple.fr','age1dz6540v67chmflejh408xtaglm2dcxetplmjxpdndhd8zfsh25zsgxc5ps','5bf91f5426c8c0191abe7dac9f1810d55c4beab5f8d4b4e121fea33ebd2ce8e7','2026-11-28T15:38:58.081664Z',NULL);
INSERT INTO "access" VALUES('3a2d961cfb34469496842c5a02c24897','cycle-9','epn','referent','Personne C','c@exemple.fr','age19sx8a764ylr0wvcl3ydjrhruugzscxt2a7cl3xzyk8vdgkw964mqm2rpry','d9e95a6191ff91bab32e3a24749f7404c2afbfb3ba36f68c984c7383fdba68c8','2026-11-28T15:38:58.081664Z',NULL);
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
INSERT INTO "deposit" VALUES('a370522fd4c146418b18c50a391ef738','cycle-9','epn',1,'88787be9c5819786b985e4c6657b7ea62039f3d63dfcd52c499563f82e033a23','2026-11-28T15:39:03.634869Z','tableur',0,'c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2','92f236a4077d994ab5bb681e0233ad3ba026660c64b5a915c8cf31f86e45e514','ed97852cb935db3f614d95e012af21420bf5a28793e0a4f25970f176cc56cafe','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSA0M3JJTnlHWmkxWE9sSjJH
UmdZYkZSVVRLYmY0UWFML1h2UWVzNEh6ZXlnCmpUbUZLMkx6bTRqbjB2U0FsdGtY
clBGUHVlM0h1SnZUQTR6M1BlWU1peWMKLT4gWDI1NTE5IDZRQzBqOG84MDU2cWpS
ZFVKZHZLSElwOXp6R2FGN0REQjFxL2pQeEhwaUkKOTdGOXFkaU15blBrZ253S3RN
MUxqOVUxb3dTakoxVURKQXI0TTZQekVFSQotPiBYMjU1MTkga0Y5OW9FeHk0MWVi
L0dvNmUraUs0dnRDeVdocm0yMjBWYitDWEhnaFFFWQpLRzh3cGt6ZWNjVTUycGVF
d2laNkpNZTI2dUJtcy84R1ViWkhFVG1pMEFBCi0+IGpNVlpyLWdyZWFzZQo5UXNv
WDVRZjJ5Y0F2SXdrUlJXTHBiSE5HZlE5VmFEOU51M3ZLcGJka0dHVW9qRlo5b3hh
NW1UTHVYUUhnOFppCjVRCi0tLSBNQTViSXZ1R1laSSs3U0l5VE42QVB3bWk5anpw
QXQvU0hqaytFUDBPYWNFCkj/qu1yr8/qdJwaYo3bwKmhSWhlNlvy7flCQ6R9H27q
HARtqya4jWdTHeykwq7o7K/3LDNc6i4VkrIt0Gaa/qC42KayO0FmaPVTXDLJ+Ljf
qTuUKIqCpvzZC6JD5gvfCZvt2/pqcM61iAWaytTjo0NwwaQ=
-----END AGE ENCRYPTED FILE-----
');
INSERT INTO "deposit" VALUES('1ffeaceb64eb47d8950697e19dae79c5','cycle-9','snp',1,'67fbd307e28e675ff5288c102761179c0ddd51936542cc5c19124c4588bc59c0','2026-11-28T15:39:10.438251Z','web',0,'c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2','0f6c47cb6da5ac8df6236330a7479e5e7c7d921b182ba93849c9da57c721a389','4df58863996abe6ca96b68a8ddd4d9ba4b6fcaa37aee54636e7012ecbfe473eb','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBCck5MSDZoaW4zMTNZQnMw
UXovVUhwcldsUmlQMXpGbmJqVCtzc1BEdWxnCkx6U25GK1pCbmd3Mkt0bXJRckUx
WDM0dmYvbWpFNUhKclcxYk0wVE9DS0UKLT4gWDI1NTE5IGVVZitXc1R6M3J6RXE1
RVQrbFpGWjRHNy9RVldaUGVJWXI2eW8vd0hYZ28KeVZkY1pwdzFiMDNMNTR0RENt
VG8zNi93Y0RtQWtpZzQ5MFR6UDBMTTZpOAotPiBYMjU1MTkgcHVURzBXRlJYbE5T
TjVtdElBaloxODY0Q21ON0V2YXQweVpqN1hzOVdrSQpUaTFSNFYxNDB4d0c5OXZs
aXlEKzdIMGRjRy9pUldaT1J3K0NXNHNrK0xjCi0+ICooZn0hOC1ncmVhc2UgQApz
SEdHaGlWN0VMK1RDaTR3V0NVCi0tLSBQUkJxYlA1SU9RNGM2REFrelJpc2kwQWhD
WHJCZHdHWFpEeUtaeWE4Rm9VCoIzYntWG7Vj1zm3Q4OObgXIE49KOYqjAzaMdqBa
+Y/6tdlkb9G8Yp5cTyQnhccbeGIdZndfXa9DC2PfsjaA4PIzO/8CMXKWULX7n+BS
ARAy+pCmZlACGm6vPcxDPqWlrUqdF/9kNNUr1Q9q8bA5zMWmMc2a4fNHSUeeCp7x
MoIJMpVcs8tWgq+f+A==
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
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBiMEZ6U25BenZvMnhzVG05
OFprTWpCc3F4dVYrYWtySjJXV3UxanBOODIwCnN5aU5rVkQxK2VYRktkd3l6NkQw
VFdrNzc2cnRCTXBISEY3eDZDbFJNaUkKLT4gKTMhfWhRNC1ncmVhc2UgNmxjYXJ3
IENnc212RUAKMzVPTTdnTFJJZUVuZVJZd0RjZS8vZjBIVCttVmp2TkQvb1BNOVB6
UlhhVlR3Ulg1SnVUTC96OUhDcjdnVm1tcwpXemVzTTZNWGt3a3dNd2ZXCi0tLSAr
dS8xMk1lYkdGTTJaM0RlZUJjQndLaXdYQ0tjLy9jVit3TnJ4c3NqUTFJCj9f6ROq
CqKn57nFnCZhBsblNBgs6frJ103/HpRcrCLDaMOHv3uE70zpQmW/5me8bRLWBvm5
bU8=
-----END AGE ENCRYPTED FILE-----
','2026-11-28T15:39:10.513890Z','Personne A');
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
INSERT INTO "frozen_form" VALUES('cycle-9','c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2','2026-11-28T15:39:03.634869Z');
CREATE TABLE group_seal (
    scope TEXT NOT NULL,
    group_key TEXT NOT NULL,
    recipient TEXT NOT NULL,
    PRIMARY KEY (scope, group_key)
);
INSERT INTO "group_seal" VALUES('cycle-9','epn','age1dwpq69vjvrjq5rm6ghmyyhv06nn3my0p8awp0gr62z7xc2sfav0s6nz8p2');
INSERT INTO "group_seal" VALUES('cycle-9','snp','age1802glv9p2u8yngvx4dnnqgz46egqrt47qrwq3gqm36cp39lfhsesmm8jhx');
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
INSERT INTO "journal" VALUES('cycle-9',1,'2026-11-28T15:38:58.081664Z','invitation','{"group":"epn","people":1}','0000000000000000000000000000000000000000000000000000000000000000','122cd3680bb4ac702d13bfaa919da1685d773d09237f33a3f979f83e5ad204aa');
INSERT INTO "journal" VALUES('cycle-9',2,'2026-11-28T15:38:58.081664Z','invitation','{"group":"snp","people":2}','122cd3680bb4ac702d13bfaa919da1685d773d09237f33a3f979f83e5ad204aa','5c1b58bb5b4428acf19fda531ac369291c4c3dc4f50cbf488575781dbc4834e9');
INSERT INTO "journal" VALUES('cycle-9',3,'2026-11-28T15:39:03.634869Z','deposit','{"channel":"tableur","fingerprint":"92f236a4077d994ab5bb681e0233ad3ba026660c64b5a915c8cf31f86e45e514","form":"c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2","group":"epn","late":false,"number":1,"sealed":"c26ec287d94699efec75fe8204b8a82223d44c6a157f46d8bd239ea70115d2a9"}','5c1b58bb5b4428acf19fda531ac369291c4c3dc4f50cbf488575781dbc4834e9','ed97852cb935db3f614d95e012af21420bf5a28793e0a4f25970f176cc56cafe');
INSERT INTO "journal" VALUES('public',1,'2026-11-28T15:39:09.400965Z','purge','{}','0000000000000000000000000000000000000000000000000000000000000000','e59b034c0e19354226050a43a85b7670b84fc6bd91556aa4937a5340bf219520');
INSERT INTO "journal" VALUES('cycle-9',4,'2026-11-28T15:39:10.438251Z','deposit','{"channel":"web","fingerprint":"0f6c47cb6da5ac8df6236330a7479e5e7c7d921b182ba93849c9da57c721a389","form":"c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2","group":"snp","late":false,"number":1,"sealed":"bd7fe16b396d89d8718c0a553f2ad5ddbeb25032b16b931e5fdee2de371c6c89"}','ed97852cb935db3f614d95e012af21420bf5a28793e0a4f25970f176cc56cafe','4df58863996abe6ca96b68a8ddd4d9ba4b6fcaa37aee54636e7012ecbfe473eb');
CREATE TABLE key_share (
    access_id TEXT PRIMARY KEY REFERENCES access (id) ON DELETE CASCADE,
    sealed TEXT NOT NULL
);
INSERT INTO "key_share" VALUES('3a2d961cfb34469496842c5a02c24897','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBLTGFrc0VXcGtNTkxRU1R4
OWQvSU1aeTQ3THdDc2RUajFUb3dSNXE5a0ZNCm5XU3NoRERQRy9WU1c0SkNUUE1m
VVhXVGJucUMycnlqQTE1K3N5bnkzemMKLT4gW2NULWdyZWFzZSAuUWpzIHogVjk1
cWdSIGAufEFJfjRrCmkzOUIrWUJ5dENSZHZwQXJTVElkUUVWR2R4VUc1bWx0YUt6
QSs4QzA0ZWlWMkkvaXRlK2xPSTNGL3Q0ZzB0Y0EKb1NVZ2xuR01KaE94aU03SlQ5
TnlzM1FSdmlGa1p0MnJ1aTFFOGd3bkh2OFVTWG5KV1VZck1Nd1dPZwotLS0gVStE
a2ZTWTVJbkpZZitZSGVBZS8xRTJUTEpHMW5UejV5OUsvVUVvSm9CbwqVG4i7tpi6
YwfLJmady4LOwSJADEpDdMVWSYI9cOsXfVzOQl57oSxgKfEuHDDAA19DHtIHrNTf
FGYl6oosz4sCZclGMKu/0kPZjajYVhjokDWtpTTDQyx2Ocw=
-----END AGE ENCRYPTED FILE-----
');
INSERT INTO "key_share" VALUES('b8045f51f9614dae99f2ea34598f5b3f','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBTQlJOWjBrR05lVUIzdHJx
YnNHMEFydUE0cGtiaTBpcThNR3hqclVOT1ZNClgwR2I1UkZRT1Z4ZjMrMm5mTEV1
dzhUUjFGeG04Wk1xN1RoTkFFTmJkOUUKLT4geC1ncmVhc2UgIUB2SExLPXcgOm97
U1QwNAorZkFsL0d2T29iZkJyMUJTSFFvYkYyaTZJaEI2ZGJPeWtnd0dxSFJhQkx6
UzZuRU5SaWdJdkljTyswNXB5QnlCCmFkd0FMbnJSK1dFWjEzMTZZTkFtdXY0QnF2
aU5kRE9ka2ViNzJIZzltN0JCNzdJCi0tLSBEaUNUMHdzTjhIbnByekRyemxVTHpl
ODRVNkc0Tm5FdEt2VEk4K2xkODMwCklGPi9kqow3jTjWPiNsBq1XW06OWe5UhvbT
a95WhWEVz5NqrMrl2op3bKd3Add33kKChdgwRcpqJUw1fZQONHePEAl5HY1MXhDy
H5c+R3HSKBOke1/o0vAIyw==
-----END AGE ENCRYPTED FILE-----
');
INSERT INTO "key_share" VALUES('e913ce7e620743d996e27342be8f7f43','-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSAvTmZtMHpVdWd5YnZ5Z0x2
bXU5RUxHR1loWlZNdkp3OXc1ZC9XSnlWSlQ0Cm1obm44K2NIWnZZbDdva1hBVFFE
Q3pNY25PQVFMTmkzaEk2Ri9yS1ZxNmsKLT4gfTR2d1gtZ3JlYXNlClFzdjA5RVNt
ODlCa3AzbEEvODJxdVEKLS0tIGJjM3Nnb3NmTEhaL3RWcUw5a2MyZUhTRTNxTXVN
d1VFQXFrQ1VvYmtaZUUKPfUPC/4bcD9nzNFLW/iHkm2x6HPqUTnfplDN/zLIs7Ub
RW297xvRr/vpYpr4skHvavDsjKiSncd4hwjviObjYk4SM9ZU9q3BldBBej4YXKvr
iSi9+Z83BqXr
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
INSERT INTO "member_scores" VALUES('e913ce7e620743d996e27342be8f7f43','cycle-9','snp',1,'-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBXM0JBZzhTeE9WdHhoYW9D
cko4KzVGNlFJSW9WdGFCR1BNaG13bitHampBCkRicXN1aUkrOG80cGdCblFVN3Rn
bVR5Um5uejZiMU80aUdLK3piTTBSNU0KLT4gPHQoSGF5LWdyZWFzZSBfClAyenpu
UTRhaVVYOUdPcVpmajV5Y1VXbjlkSHQ5bGRaN3ZIZWhuQWpEbTdJVXlGVElOTDEx
R0w1bUdFU0JONTgKbi9WUGE4UTIybU4zWW9RZy96dwotLS0gZWp0STVmazh3THE2
dDlSWFdXd1prNjI2ZUlDSm9ub2FxWldtcWErRE1PZwrGiEkCpmLfoMDC//s8JMJ6
26Bg7OxiyXMIp2YaAMsfwP7dlcDJP1AvV0LK+p3MWYAoohQ=
-----END AGE ENCRYPTED FILE-----
','2026-11-28T15:39:10.205849Z');
CREATE TABLE migration (number INTEGER PRIMARY KEY);
INSERT INTO "migration" VALUES(1);
INSERT INTO "migration" VALUES(2);
INSERT INTO "migration" VALUES(10);
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
CREATE INDEX dispatch_state ON dispatch (delivery, state, rank);
CREATE INDEX dispatch_message ON dispatch (message_id);
