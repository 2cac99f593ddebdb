-- +goose Up

-- A result that is brought to us names its attempt by a token, of which the journal holds
-- the digest. Strangers can ask for any token they like, so each look must be short. No two
-- attempts have the same token.
CREATE UNIQUE INDEX attempts_token ON attempts (json_extract(progress, '$.sent.token_digest'))
    WHERE json_extract(progress, '$.sent.token_digest') IS NOT NULL;
