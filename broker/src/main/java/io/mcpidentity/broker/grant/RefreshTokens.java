package io.mcpidentity.broker.grant;

import io.mcpidentity.broker.key.Digests;
import io.mcpidentity.broker.key.Vault;
import io.mcpidentity.broker.store.Grant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes refresh tokens and reads them again: {@code mcpr_}, the grant, the generation, and a code over both and the client
 * that only this server can make. Thread-safe, without state.
 *
 * <p>The token of a generation is always the same, so that an answer that was lost can be given again without keeping it.
 * Does not check whether the grant lives, nor which generation is current.
 */
public final class RefreshTokens {

    private static final String PURPOSE = "refresh-token";
    private static final Pattern FORM =
            Pattern.compile("mcpr_([A-Za-z0-9_-]{1,64})\\.(0|[1-9][0-9]{0,8})\\.([A-Za-z0-9_-]{1,64})");

    private final Vault vault;

    /** Makes tokens with the vault's key. */
    public RefreshTokens(Vault vault) {
        this.vault = vault;
    }

    /** The grant and the generation that a token stands for. */
    record Parsed(String grantId, int generation) {}

    /** The token of the grant's current generation. */
    String make(Grant grant) {
        String about = grant.id() + "." + grant.generation();
        return "mcpr_" + about + "." + proof(about, grant.clientId());
    }

    /** What the token stands for; empty if it is none of this server's for this client. */
    Optional<Parsed> parse(String token, String clientId) {
        Matcher parts = FORM.matcher(token);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String about = parts.group(1) + "." + parts.group(2);
        return Digests.equal(parts.group(3), proof(about, clientId))
                ? Optional.of(new Parsed(parts.group(1), Integer.parseInt(parts.group(2))))
                : Optional.empty();
    }

    private String proof(String about, String clientId) {
        return vault.authenticate(PURPOSE, about + "." + clientId);
    }
}
