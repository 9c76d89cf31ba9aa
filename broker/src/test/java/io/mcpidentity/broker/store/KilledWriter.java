package io.mcpidentity.broker.store;

import static io.mcpidentity.broker.store.Samples.GRACE;
import static io.mcpidentity.broker.store.Samples.START;

import java.nio.file.Path;

/** A process that redeems codes and refreshes grants, and tells each time what it did, until it is killed. */
final class KilledWriter {

    /** Ends a line that was told in full. */
    static final String FULL = ".";

    private KilledWriter() {}

    public static void main(String[] arguments) {
        String run = arguments[1];
        try (JdbcStore store = JdbcStore.open(Path.of(arguments[0]))) {
            for (int number = 0; ; number++) {
                String id = run + "-" + number;
                store.addCode(Samples.code(id));
                tell("code", id);
                if (store.redeem(id, Samples.grant(id))) {
                    tell("redeemed", id);
                }
                if (store.advance(id, 0, START, GRACE) instanceof Store.Advance.Current) {
                    tell("advanced", id);
                }
                if (number % 3 == 0 && store.revoke(id, START)) {
                    tell("revoked", id);
                }
            }
        }
    }

    private static void tell(String what, String id) {
        System.out.println(what + " " + id + " " + FULL);
        System.out.flush();
    }
}
