package io.mcpidentity.client.authorization;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ConsentDenied;
import io.mcpidentity.client.ProviderUnavailable;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes the answer to one authorization request (RFC 6749 §4.1.2), if it is the answer to that request, from the server that
 * was asked, in time and for the first time. Thread-safe.
 *
 * <p>Nothing of the answer is acted on or shown before its {@code iss} was compared (RFC 9207 §2.4), its error included. Does
 * not know what was used in another process: whoever keeps the {@link PendingSignIn} drops it before.
 */
public final class AuthorizationAnswer {

    private static final int LONGEST_CODE = 8_192;

    private final PendingSignIn pending;
    private final InstantSource clock;
    private final AtomicBoolean used = new AtomicBoolean();

    /** The answer to this request is awaited. */
    public AuthorizationAnswer(PendingSignIn pending, InstantSource clock) {
        this.pending = pending;
        this.clock = clock;
    }

    /**
     * The authorization code. An answer with another {@code state} uses nothing up; any other does, for better or worse.
     *
     * @param parameters the answer's parameters, decoded, none of which stood twice
     * @throws ConsentDenied for {@code access_denied}
     * @throws ProviderUnavailable for {@code server_error} and {@code temporarily_unavailable}
     * @throws AccessRefused if the answer is not to be trusted, comes too late or again, or tells of another error
     */
    public String code(Map<String, String> parameters) throws ClientFailure {
        requireState(parameters);
        if (!used.compareAndSet(false, true)) {
            throw new AccessRefused("This sign-in was already answered; start another one");
        }
        if (!clock.instant().isBefore(pending.expiresAt())) {
            throw new AccessRefused("The answer to this sign-in came too late; start another one");
        }
        requireIssuer(parameters);
        Optional<String> error = value(parameters, "error");
        if (error.isPresent()) {
            throw refusal(error.get(), parameters);
        }
        return value(parameters, "code")
                .filter(AuthorizationAnswer::isCode)
                .orElseThrow(() -> new AccessRefused("The answer to the sign-in brings no authorization code"));
    }

    private void requireState(Map<String, String> parameters) throws AccessRefused {
        if (!value(parameters, "state")
                .filter(state -> State.matches(pending.state(), state))
                .isPresent()) {
            throw new AccessRefused(
                    "The answer does not belong to this sign-in (state): it may be that of an earlier one,"
                            + " or somebody else's");
        }
    }

    /** By plain comparison of strings (RFC 3986 §6.2.1), whether the server announced it or not. */
    private void requireIssuer(Map<String, String> parameters) throws AccessRefused {
        String issuer = parameters.get("iss");
        if (issuer == null && pending.sendsIssuer()) {
            throw new AccessRefused("The answer does not say which authorization server it is from (iss), though "
                    + pending.issuer() + " announces that its answers do");
        }
        if (issuer != null && !issuer.equals(pending.issuer())) {
            throw new AccessRefused(
                    "The answer is from another authorization server (iss) than the one that was asked, "
                            + pending.issuer());
        }
    }

    private static ClientFailure refusal(String error, Map<String, String> parameters) {
        if (parameters.containsKey("code")) {
            return new AccessRefused("The answer to the sign-in brings both a code and an error, so it is neither");
        }
        String words = value(parameters, "error_description")
                .map(ServerText::description)
                .filter(text -> !text.isEmpty())
                .map(text -> " (it says: \"" + text + "\")")
                .orElse("");
        return switch (error) {
            case "access_denied" -> new ConsentDenied("The sign-in was refused" + words);
            case "temporarily_unavailable", "server_error" ->
                new ProviderUnavailable(
                        "The authorization server cannot answer now, " + error + words + "; try again later",
                        Optional.empty());
            default ->
                new AccessRefused("The authorization server refuses the sign-in: " + ServerText.code(error) + words);
        };
    }

    private static Optional<String> value(Map<String, String> parameters, String name) {
        return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
    }

    /** RFC 6749 appendix A.11. */
    private static boolean isCode(String code) {
        return code.length() <= LONGEST_CODE && code.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
    }
}
