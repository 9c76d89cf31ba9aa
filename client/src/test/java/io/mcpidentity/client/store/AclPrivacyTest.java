package io.mcpidentity.client.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An access control list lets in nobody but the user, or it is exposed. */
class AclPrivacyTest {

    private record Principal(String name) implements UserPrincipal {

        @Override
        public String getName() {
            return name;
        }
    }

    private static final Principal USER = new Principal("user");
    private static final Principal EVERYBODY = new Principal("Everyone");

    private final AclPrivacy privacy = new AclPrivacy(USER);

    @Test
    void theUserAloneIsNoExposure() {
        assertEquals(Optional.empty(), privacy.others(List.of()));
        assertEquals(Optional.empty(), privacy.others(List.of(entry(AclEntryType.ALLOW, USER))));
        assertEquals(
                Optional.empty(),
                privacy.others(List.of(entry(AclEntryType.DENY, EVERYBODY), entry(AclEntryType.ALLOW, USER))));
        assertEquals(
                Optional.empty(),
                privacy.others(List.of(AclEntry.newBuilder(entry(AclEntryType.ALLOW, EVERYBODY))
                        .setPermissions(EnumSet.noneOf(AclEntryPermission.class))
                        .build())));
    }

    @Test
    void anybodyElseIsNamed() {
        String exposure = privacy.others(List.of(entry(AclEntryType.ALLOW, USER), entry(AclEntryType.ALLOW, EVERYBODY)))
                .orElseThrow();
        assertTrue(exposure.contains("Everyone") && exposure.contains("icacls"), exposure);
    }

    @Test
    @SuppressWarnings("unchecked") // the list is what the attribute is for
    void whatIsMadeLetsTheUserIn() {
        for (var attributes : List.of(privacy.ofDirectory(), privacy.ofFile())) {
            assertEquals("acl:acl", attributes[0].name());
            List<AclEntry> entries = (List<AclEntry>) attributes[0].value();
            assertEquals(1, entries.size());
            assertEquals(USER, entries.get(0).principal());
            assertEquals(Optional.empty(), privacy.others(entries));
        }
    }

    private static AclEntry entry(AclEntryType type, UserPrincipal who) {
        return AclEntry.newBuilder()
                .setType(type)
                .setPrincipal(who)
                .setPermissions(AclEntryPermission.READ_DATA)
                .build();
    }
}
