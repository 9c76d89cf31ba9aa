package io.mcpidentity.client.token;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Scopes;
import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ProviderUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads what a token endpoint grants (RFC 6749 §5.1, RFC 8693 §2.2.1), and takes nothing for granted. Tokens that cannot be
 * used are an outage; a lifetime or a scope that cannot be read is not, because a refresh token that takes the place of another
 * comes only once.
 */
final class TokenReader {

    /** Past this, a lifetime says nothing more; in seconds. */
    private static final long LONGEST_LIFETIME = Duration.ofDays(3650).toSeconds();

    /** Such a token can stand in a header and cannot end it. */
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,65536}");

    private static final Pattern REFRESH_TOKEN = Pattern.compile("[\\x20-\\x7e]{1,65536}");

    private TokenReader() {}

    /** The tokens of an answer. */
    static Tokens tokens(Map<String, Object> members, Grant grant, boolean keyed, Instant askedAt, Peer peer)
            throws ClientFailure {
        String type = text(members, "token_type", peer);
        boolean dpop = type.equalsIgnoreCase("DPoP");
        if (!dpop && !type.equalsIgnoreCase("Bearer")) {
            throw new AccessRefused(peer.what() + " issues tokens of a type that is neither Bearer nor DPoP");
        }
        if (dpop && !keyed) {
            throw new AccessRefused(peer.what() + " issues a token that is bound to a key, and none was shown to it");
        }
        return new Tokens(
                AccessToken.of(token(members, peer)),
                dpop,
                expiry(members, askedAt),
                refreshToken(members, peer).or(grant::refreshToken),
                scopes(members, grant));
    }

    /** What an exchange for something other than an access token answers. */
    static ExchangeAnswer.Exchanged exchanged(Map<String, Object> members, Grant grant, Peer peer)
            throws ClientFailure {
        if (!text(members, "issued_token_type", peer).equals(grant.form().get("requested_token_type"))) {
            throw new AccessRefused(peer.what() + " issues a token of another type than the one that was asked for");
        }
        if (!text(members, "token_type", peer).equalsIgnoreCase("N_A")) {
            throw new AccessRefused(peer.what() + " issues an access token where an assertion was asked for");
        }
        return new ExchangeAnswer.Exchanged(token(members, peer), scopes(members, grant));
    }

    private static String token(Map<String, Object> members, Peer peer) throws ProviderUnavailable {
        String token = text(members, "access_token", peer);
        if (!TOKEN.matcher(token).matches()) {
            throw peer.unavailable(" answers with an access_token that cannot be sent");
        }
        return token;
    }

    private static String text(Map<String, Object> members, String name, Peer peer) throws ProviderUnavailable {
        if (members.get(name) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw peer.unavailable(" answers without " + name);
    }

    /** An empty one is none: some servers write that. */
    private static Optional<String> refreshToken(Map<String, Object> members, Peer peer) throws ProviderUnavailable {
        Object token = members.getOrDefault("refresh_token", "");
        if (token.equals("")) {
            return Optional.empty();
        }
        if (token instanceof String text && REFRESH_TOKEN.matcher(text).matches()) {
            return Optional.of(text);
        }
        throw peer.unavailable(" answers with a malformed refresh_token");
    }

    /** Empty where it cannot be read: the resource server says when the token has ended. */
    private static Optional<Instant> expiry(Map<String, Object> members, Instant askedAt) {
        return Numbers.seconds(members.get("expires_in"))
                .filter(seconds -> seconds > 0)
                .map(seconds -> askedAt.plusSeconds(Math.min(seconds, LONGEST_LIFETIME)));
    }

    /** Those of the answer that are scopes; what was asked for, where it says nothing that can be read (RFC 6749 §5.1). */
    private static Set<String> scopes(Map<String, Object> members, Grant grant) {
        Object said = members.get("scope");
        if (said instanceof String text) {
            return valid(List.of(text.split(" ")));
        }
        return said instanceof List<?> list ? valid(list) : grant.scopes();
    }

    private static Set<String> valid(List<?> items) {
        Set<String> scopes = new LinkedHashSet<>();
        for (Object item : items) {
            if (item instanceof String scope && Scopes.isValid(scope)) {
                scopes.add(scope);
            }
        }
        return scopes;
    }
}
