package io.mcpidentity.provider.auth0;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.Verification;
import io.mcpidentity.Verification.Rejected;
import io.mcpidentity.spi.TokenVerifier;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Verifies the tokens of both dialects, and says of those that are meant for something else where they come from.
 * Thread-safe; asks nobody about a token.
 */
final class Auth0TokenVerifier implements TokenVerifier {

    private static final Pattern ALGORITHM = Pattern.compile("\"alg\"\\s*:\\s*\"([^\"\\\\]*)\"");
    private static final Pattern ISSUER = Pattern.compile("\"iss\"\\s*:\\s*\"([^\"\\\\]*)\"");
    private static final int LONGEST_HEADER = 4096;

    private final TokenVerifier signed;
    private final String issuer;
    private final String askForAudience;

    /**
     * A verifier.
     *
     * @param signed verifies what is signed
     * @param issuer the tenant's issuer
     * @param askForAudience how a client gets a token for this server, as a sentence without its stop
     */
    Auth0TokenVerifier(TokenVerifier signed, String issuer, String askForAudience) {
        this.signed = signed;
        this.issuer = issuer;
        this.askForAudience = askForAudience;
    }

    @Override
    public Verification verify(AccessToken token) {
        if (token.hasEncryptedForm()) {
            return new Rejected(Reason.ENCRYPTED, whyEncrypted(token));
        }
        if (!token.hasJwtForm()) {
            return new Rejected(
                    Reason.MALFORMED,
                    "The token is no JWT. Auth0 issues opaque tokens, for its own userinfo endpoint, where no API is asked for. "
                            + askForAudience);
        }
        Verification found = signed.verify(token);
        if (found instanceof Rejected rejected && rejected.reason() == Reason.UNSUPPORTED_ALGORITHM) {
            return new Rejected(
                    rejected.reason(),
                    rejected.detail()
                            + ". In Auth0, the API's JSON Web Token (JWT) Signing Algorithm has to be RS256 or PS256; one that was created with HS256 has to be created anew");
        }
        if (found instanceof Verification.Accepted accepted
                && accepted.token().clientId().isEmpty()) {
            return new Rejected(
                    Reason.WRONG_TYPE,
                    "The token names no client (azp or client_id), as each access token of Auth0 does; ID tokens are not accepted");
        }
        return found;
    }

    /** Opaque tokens could be verified by nobody here; an encrypted one names its issuer. */
    @Override
    public boolean recognizes(AccessToken token) {
        return token.hasJwtForm()
                || (token.hasEncryptedForm()
                        && in(header(token), ISSUER).filter(issuer::equals).isPresent());
    }

    @Override
    public boolean takesAnyForm() {
        return false;
    }

    private String whyEncrypted(AccessToken token) {
        String header = header(token);
        if (in(header, ALGORITHM).filter("dir"::equals).isPresent()) {
            return "The token is encrypted by Auth0 for Auth0's own userinfo endpoint, because no API was asked for. "
                    + askForAudience;
        }
        return "The token is encrypted (JWE). If Auth0 issued it for this server, turn off JSON Web Encryption (JWE) in the"
                + " API's settings; if not, no API was asked for. " + askForAudience;
    }

    /** The unverified header, which nothing but the wording of a refusal depends on. */
    private static String header(AccessToken token) {
        String part = token.value().substring(0, token.value().indexOf('.'));
        if (part.length() > LONGEST_HEADER) {
            return "";
        }
        try {
            return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException noBase64) {
            return "";
        }
    }

    private static Optional<String> in(String header, Pattern member) {
        Matcher found = member.matcher(header);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }
}
