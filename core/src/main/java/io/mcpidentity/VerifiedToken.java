package io.mcpidentity;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a genuine token says, in one vocabulary for all providers; it never holds the token itself.
 *
 * <p>Immutable and thread-safe. Times and binding are stated here and judged in {@code Authenticator}.
 *
 * @param issuer {@code iss}, verbatim
 * @param subject {@code sub}
 * @param clientId the OAuth client that the token was issued to
 * @param binding for whom the token was issued
 * @param scopes the provider's own scopes in the token, unmapped
 * @param expiresAt {@code exp}; a token without it is refused
 * @param notBefore {@code nbf}
 * @param issuedAt {@code iat}
 * @param tokenId {@code jti}
 * @param confirmation {@code cnf}
 * @param claims all claims: strings, numbers, booleans, lists and maps
 */
public record VerifiedToken(
        String issuer,
        Optional<String> subject,
        Optional<String> clientId,
        TokenBinding binding,
        Set<String> scopes,
        Optional<Instant> expiresAt,
        Optional<Instant> notBefore,
        Optional<Instant> issuedAt,
        Optional<String> tokenId,
        Optional<Confirmation> confirmation,
        Map<String, Object> claims) {

    /** Copies the collections, keeping their order. */
    public VerifiedToken {
        scopes = OrderedSet.copyOf(scopes);
        claims = OrderedMap.copyOf(claims);
    }

    /** Starts a token of this issuer, bound to nobody: {@link TokenBinding.ToResource} with an empty audience. */
    public static Builder builder(String issuer) {
        return new Builder(issuer);
    }

    /** {@code email}, where {@code email_verified} says that the provider has verified it (OpenID Connect Core 1.0 §5.1). */
    public Optional<String> verifiedEmail() {
        Object verified = claims.get("email_verified");
        boolean isVerified = Boolean.TRUE.equals(verified) || "true".equals(verified);
        return isVerified && claims.get("email") instanceof String email && email.indexOf('@') > 0
                ? Optional.of(email)
                : Optional.empty();
    }

    /** Names issuer, subject and token id; claims may hold personal data. */
    @Override
    public String toString() {
        return "VerifiedToken[issuer=" + issuer + ", subject=" + subject.orElse("-") + ", tokenId="
                + tokenId.orElse("-") + "]";
    }

    /** Collects what a token says; not thread-safe. */
    public static final class Builder {

        private final String issuer;
        private Optional<String> subject = Optional.empty();
        private Optional<String> clientId = Optional.empty();
        private TokenBinding binding = new TokenBinding.ToResource(Set.of());
        private Set<String> scopes = Set.of();
        private Optional<Instant> expiresAt = Optional.empty();
        private Optional<Instant> notBefore = Optional.empty();
        private Optional<Instant> issuedAt = Optional.empty();
        private Optional<String> tokenId = Optional.empty();
        private Optional<Confirmation> confirmation = Optional.empty();
        private Map<String, Object> claims = Map.of();

        private Builder(String issuer) {
            this.issuer = issuer;
        }

        /** Sets {@code sub}. */
        public Builder subject(String subject) {
            this.subject = Optional.of(subject);
            return this;
        }

        /** Sets the OAuth client that the token was issued to. */
        public Builder clientId(String clientId) {
            this.clientId = Optional.of(clientId);
            return this;
        }

        /** Sets for whom the token was issued. */
        public Builder binding(TokenBinding binding) {
            this.binding = binding;
            return this;
        }

        /** Sets the provider's own scopes. */
        public Builder scopes(Set<String> scopes) {
            this.scopes = scopes;
            return this;
        }

        /** Sets {@code exp}. */
        public Builder expiresAt(Instant expiresAt) {
            this.expiresAt = Optional.of(expiresAt);
            return this;
        }

        /** Sets {@code nbf}. */
        public Builder notBefore(Instant notBefore) {
            this.notBefore = Optional.of(notBefore);
            return this;
        }

        /** Sets {@code iat}. */
        public Builder issuedAt(Instant issuedAt) {
            this.issuedAt = Optional.of(issuedAt);
            return this;
        }

        /** Sets {@code jti}. */
        public Builder tokenId(String tokenId) {
            this.tokenId = Optional.of(tokenId);
            return this;
        }

        /** Sets {@code cnf}. */
        public Builder confirmation(Confirmation confirmation) {
            this.confirmation = Optional.of(confirmation);
            return this;
        }

        /** Sets all claims. */
        public Builder claims(Map<String, Object> claims) {
            this.claims = claims;
            return this;
        }

        /** The token. */
        public VerifiedToken build() {
            return new VerifiedToken(
                    issuer,
                    subject,
                    clientId,
                    binding,
                    scopes,
                    expiresAt,
                    notBefore,
                    issuedAt,
                    tokenId,
                    confirmation,
                    claims);
        }
    }
}
