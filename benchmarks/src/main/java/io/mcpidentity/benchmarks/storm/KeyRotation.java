package io.mcpidentity.benchmarks.storm;

import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Credentials;
import java.util.List;
import java.util.Map;

/**
 * The provider has a new key and still publishes the old one; at that moment everybody calls at once: half with tokens that
 * were seen before, half with new tokens by the new key.
 */
final class KeyRotation implements Storm {

    private final int callers;

    KeyRotation(int callers) {
        this.callers = callers;
    }

    @Override
    public void blow(Findings findings) throws Exception {
        try (Bed bed = new Bed(Map.of())) {
            List<AccessToken> known = bed.tokens(callers / 2);
            known.forEach(token -> bed.authenticator().authenticate(Credentials.bearer(token)));
            bed.provider().publish(bed.provider().mint().publicJwk());
            bed.provider().rotateKeys();
            Crowd crowd = new Crowd(bed.authenticator());
            Tally seen = new Tally();
            Tally fresh = new Tally();
            crowd.add(known, seen);
            crowd.add(bed.tokens(callers - callers / 2), fresh);
            long before = bed.transport().keyFetches();
            crowd.callAtOnce();
            Map<String, String> labels = Map.of("storm", "key rotation");
            findings.count("key fetches", labels, "calls", bed.transport().keyFetches() - before);
            seen.report(findings, Map.of("storm", "key rotation", "callers", "seen before"));
            fresh.report(findings, Map.of("storm", "key rotation", "callers", "new key"));
        }
    }
}
