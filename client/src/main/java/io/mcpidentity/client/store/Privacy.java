package io.mcpidentity.client.store;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Optional;
import java.util.Set;

/** How a file system is told that only the owner may read, and asked whether that is so. Thread-safe. */
interface Privacy {

    /** What a new directory is made with. */
    FileAttribute<?>[] ofDirectory();

    /** What a new file is made with. */
    FileAttribute<?>[] ofFile();

    /**
     * How somebody else than its owner can get at the file or directory itself, which is not followed if it is a link, and
     * how to mend that, as the end of a sentence; empty if nobody can.
     */
    Optional<String> exposure(Path path) throws IOException;

    /** The way of this file system. */
    static Privacy of(FileSystem system) throws IOException, StoreException {
        Set<String> views = system.supportedFileAttributeViews();
        if (views.contains("posix")) {
            return new PosixPrivacy();
        }
        if (views.contains("acl")) {
            return AclPrivacy.ofThisUser(system);
        }
        throw new StoreException("This system keeps no permissions of files: use a MemoryTokenStore");
    }
}
