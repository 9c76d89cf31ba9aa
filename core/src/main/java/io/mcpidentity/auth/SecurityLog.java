package io.mcpidentity.auth;

import io.mcpidentity.AccessToken;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.auth.SecurityEvent.ClaimedIdentity;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Tells listeners and the log about decisions, never with a token in it. Thread-safe. */
final class SecurityLog {

    private static final ClaimedIdentity NOBODY =
            new ClaimedIdentity(Optional.empty(), Optional.empty(), Optional.empty(), false);

    private final Logger logger;
    private final SecurityListener[] listeners;
    private final OncePerMinute failures;

    SecurityLog(Logger logger, InstantSource clock, List<SecurityListener> listeners) {
        this.logger = logger;
        failures = new OncePerMinute(clock);
        this.listeners = listeners.toArray(SecurityListener[]::new);
    }

    /** A caller was authenticated; costs nothing where nobody listens. */
    void accepted(Authentication.Authenticated who, boolean fromCache) {
        if (listeners.length > 0) {
            tell(new SecurityEvent.Accepted(
                    who.caller(), LogText.value(who.token().tokenId()), fromCache));
        }
    }

    /** Credentials were refused. */
    void refused(Authentication.Refused answer, Optional<VerifiedToken> vouchedFor, AccessToken token) {
        if (listeners.length == 0 && !logger.isLoggable(Level.DEBUG)) {
            return;
        }
        report(new SecurityEvent.Refused(
                answer.reason(),
                answer.detail(),
                vouchedFor.map(SecurityLog::identity).orElseGet(() -> identity(token))));
    }

    /** A provider could not be asked. */
    void unavailable(Authentication.Unavailable answer) {
        report(new SecurityEvent.Unavailable(answer.detail()));
    }

    /** Any decision: a line at DEBUG, unless it let somebody in, and a call to each listener. */
    void report(SecurityEvent event) {
        if (logger.isLoggable(Level.DEBUG)) {
            String line = line(event);
            if (!line.isEmpty()) {
                logger.log(Level.DEBUG, line);
            }
        }
        tell(event);
    }

    private void tell(SecurityEvent event) {
        for (SecurityListener listener : listeners) {
            try {
                listener.on(event);
            } catch (RuntimeException broken) {
                if (failures.isDue()) {
                    logger.log(
                            Level.WARNING,
                            "The listener " + listener.getClass().getName() + " failed with "
                                    + TokenJudge.describe(broken) + ". Further failures are not logged for a minute");
                }
            }
        }
    }

    private static String line(SecurityEvent event) {
        if (event instanceof SecurityEvent.Refused refused) {
            return "Refused, " + refused.reason().code() + ": " + refused.detail() + shown(refused.claims());
        }
        if (event instanceof SecurityEvent.Unavailable unavailable) {
            return "Not decided: " + unavailable.detail();
        }
        if (event instanceof SecurityEvent.InsufficientScope lacking) {
            return "Refused, insufficient scope: " + LogText.value(lacking.operation()) + " needs "
                    + LogText.explanation(String.join(" ", lacking.missing())) + " [issuer="
                    + LogText.value(lacking.caller().issuer()) + ", subject="
                    + LogText.value(lacking.caller().subject()) + "]";
        }
        if (event instanceof SecurityEvent.RequestRefused refused) {
            return "Refused, HTTP " + refused.status() + ": " + LogText.sentence(refused.detail());
        }
        if (event instanceof SecurityEvent.Ended ended) {
            return "Ended [issuer=" + ended.issuer() + ", subject="
                    + ended.subject().orElse("-") + ", sid=" + ended.sessionId().orElse("-") + ", client="
                    + ended.clientId().orElse("-") + "]";
        }
        return "";
    }

    private static String shown(ClaimedIdentity claims) {
        if (claims.equals(NOBODY)) {
            return " [the token does not say whose it is]";
        }
        return " [issuer=" + claims.issuer().orElse("-") + ", subject="
                + claims.subject().orElse("-") + ", jti=" + claims.tokenId().orElse("-")
                + (claims.isVerified() ? "]" : "; unverified, as the token says]");
    }

    private static ClaimedIdentity identity(VerifiedToken token) {
        return new ClaimedIdentity(
                Optional.of(LogText.value(token.issuer())),
                LogText.value(token.subject()),
                LogText.value(token.tokenId()),
                true);
    }

    private static ClaimedIdentity identity(AccessToken token) {
        return UnverifiedClaims.of(token)
                .map(claims -> new ClaimedIdentity(
                        LogText.value(claims.issuer()),
                        LogText.value(claims.subject()),
                        LogText.value(claims.tokenId()),
                        false))
                .orElse(NOBODY);
    }
}
