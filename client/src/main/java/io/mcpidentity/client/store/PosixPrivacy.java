package io.mcpidentity.client.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Permissions of POSIX: 0700 and 0600.
 *
 * <p>Does not check the access control lists that macOS keeps beside them.
 */
final class PosixPrivacy implements Privacy {

    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    @Override
    public FileAttribute<?>[] ofDirectory() {
        return attribute("rwx------");
    }

    @Override
    public FileAttribute<?>[] ofFile() {
        return attribute("rw-------");
    }

    @Override
    public Optional<String> exposure(Path path) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (OWNERS.containsAll(attributes.permissions())) {
            return Optional.empty();
        }
        return Optional.of(
                "others than its owner have rights to it (" + PosixFilePermissions.toString(attributes.permissions())
                        + "): run chmod " + (attributes.isDirectory() ? "700" : "600") + " on it");
    }

    private static FileAttribute<?>[] attribute(String permissions) {
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }
}
