package io.mcpidentity.broker.key;

import io.mcpidentity.broker.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** The file that holds the key: 32 random bytes that only the owner of the file can read. */
final class KeyFile {

    static final String NAME = "secret.key";
    static final int LENGTH = 32;

    private KeyFile() {}

    /** The key in this directory; made, and the directory too, where it is missing. */
    static byte[] read(Path directory) {
        Path file = directory.resolve(NAME).toAbsolutePath();
        try {
            if (Files.notExists(file)) {
                OwnerOnly.directory(directory);
                create(file);
            }
            return existing(file);
        } catch (IOException failure) {
            throw new VaultException(
                    "The key file " + file + " cannot be read or made: let this process read and write there", failure);
        }
    }

    private static byte[] existing(Path file) throws IOException {
        if (!OwnerOnly.is(file)) {
            throw new VaultException("The key file " + file + " can be read or changed by others: run chmod 600 on it;"
                    + " if others may have read it, remove it and the store beside it instead, to begin anew");
        }
        byte[] key = Files.readAllBytes(file);
        if (key.length != LENGTH) {
            throw new VaultException("The key file " + file + " does not hold " + LENGTH
                    + " bytes: put back the one that belongs to the store, or remove both to begin anew");
        }
        return key;
    }

    /** Writes it aside and gives it its name at the end, so that nobody ever reads a part; the first one stays. */
    private static void create(Path file) throws IOException {
        Path aside = file.resolveSibling(NAME + "." + Digests.random());
        try {
            OwnerOnly.create(aside, random());
            name(aside, file);
        } finally {
            Files.deleteIfExists(aside);
        }
        OwnerOnly.sync(file.resolveSibling("."));
    }

    private static void name(Path aside, Path file) throws IOException {
        try {
            Files.createLink(file, aside);
        } catch (FileAlreadyExistsException present) {
            return;
        } catch (UnsupportedOperationException | FileSystemException withoutLinks) {
            moveUnlessPresent(aside, file);
        }
    }

    private static void moveUnlessPresent(Path aside, Path file) throws IOException {
        try {
            Files.move(aside, file);
        } catch (FileAlreadyExistsException present) {
            return;
        }
    }

    private static byte[] random() {
        byte[] key = new byte[LENGTH];
        new SecureRandom().nextBytes(key);
        return key;
    }
}
