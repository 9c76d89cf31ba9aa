package io.mcpidentity.auth;

import io.mcpidentity.Reason;
import io.mcpidentity.VerifiedToken;
import java.time.Duration;
import java.util.Optional;

/** What is known of a token after its provider and the policy have been asked, whatever request it came with. */
sealed interface Judgement permits KnownToken, Judgement.Refusal, Judgement.Outage {

    /**
     * The token is refused.
     *
     * @param answer what the request is answered
     * @param token what the token says, where its provider has vouched for it
     */
    record Refusal(Authentication.Refused answer, Optional<VerifiedToken> token) implements Judgement {

        /** A token that nobody has vouched for. */
        static Refusal unverified(Reason reason, String detail) {
            return new Refusal(new Authentication.Refused(reason, LogText.sentence(detail)), Optional.empty());
        }

        /** A genuine token that the policy refuses. */
        static Refusal of(VerifiedToken token, Reason reason, String detail) {
            return new Refusal(new Authentication.Refused(reason, LogText.sentence(detail)), Optional.of(token));
        }

        /** The same refusal, with one more sentence: how to mend it. */
        Refusal with(String advice) {
            return new Refusal(
                    new Authentication.Refused(answer.reason(), LogText.sentence(answer.detail() + ". " + advice)),
                    token);
        }
    }

    /**
     * The provider cannot be asked.
     *
     * @param answer what the request is answered
     */
    record Outage(Authentication.Unavailable answer) implements Judgement {

        private static final Duration SHORTEST = Duration.ofSeconds(1);
        private static final Duration USUAL = Duration.ofSeconds(5);
        private static final Duration LONGEST = Duration.ofMinutes(5);

        /** An outage; what the provider says of its length is believed within reason: 1 s to 5 min, 5 s if it is silent. */
        static Outage of(String detail, Optional<Duration> retryAfter) {
            Duration wait = retryAfter.orElse(USUAL);
            Duration within = wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
            return new Outage(new Authentication.Unavailable(LogText.sentence(detail), within));
        }
    }
}
