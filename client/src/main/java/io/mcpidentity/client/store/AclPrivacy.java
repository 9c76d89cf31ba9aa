package io.mcpidentity.client.store;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Access control lists, as Windows has them, with one entry: all for the user. */
final class AclPrivacy implements Privacy {

    private static final Set<AclEntryFlag> INHERITED =
            EnumSet.of(AclEntryFlag.FILE_INHERIT, AclEntryFlag.DIRECTORY_INHERIT);

    private final UserPrincipal user;

    AclPrivacy(UserPrincipal user) {
        this.user = user;
    }

    static AclPrivacy ofThisUser(FileSystem system) throws IOException {
        return new AclPrivacy(
                system.getUserPrincipalLookupService().lookupPrincipalByName(System.getProperty("user.name")));
    }

    @Override
    public FileAttribute<?>[] ofDirectory() {
        return attribute(INHERITED);
    }

    @Override
    public FileAttribute<?>[] ofFile() {
        return attribute(Set.of());
    }

    @Override
    public Optional<String> exposure(Path path) throws IOException {
        AclFileAttributeView view =
                Files.getFileAttributeView(path, AclFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return Optional.of("its file system keeps no access control lists: choose a directory on another one");
        }
        return others(view.getAcl());
    }

    /** Who is let in beside the user. */
    Optional<String> others(List<AclEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.type() == AclEntryType.ALLOW)
                .filter(entry -> !entry.principal().equals(user))
                .filter(entry -> !entry.permissions().isEmpty())
                .map(
                        entry -> "the access control list lets "
                                + entry.principal().getName()
                                + " in: run icacls on it with /inheritance:r /grant:r \"%USERNAME%:F\", and with /remove for everybody else")
                .findFirst();
    }

    private FileAttribute<?>[] attribute(Set<AclEntryFlag> flags) {
        List<AclEntry> entries = List.of(AclEntry.newBuilder()
                .setType(AclEntryType.ALLOW)
                .setPrincipal(user)
                .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                .setFlags(flags)
                .build());
        return new FileAttribute<?>[] {new Acl(entries)};
    }

    private record Acl(List<AclEntry> value) implements FileAttribute<List<AclEntry>> {

        @Override
        public String name() {
            return "acl:acl";
        }
    }
}
