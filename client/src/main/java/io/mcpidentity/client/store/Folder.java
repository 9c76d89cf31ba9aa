package io.mcpidentity.client.store;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;

/**
 * A directory that only its owner can read, and files in it of which that is true too. Thread-safe.
 *
 * <p>Nothing here is stopped half-way by an interrupt. Does not check the directories above it.
 */
final class Folder {

    private final Path directory;
    private final Privacy privacy;
    private final UserPrincipal owner;

    private Folder(Path directory, Privacy privacy, UserPrincipal owner) {
        this.directory = directory;
        this.privacy = privacy;
        this.owner = owner;
    }

    /** This directory, which is made if it is missing, and those above it. */
    static Folder open(Path directory) throws IOException, StoreException {
        FileSystem system = directory.getFileSystem();
        if (!system.equals(FileSystems.getDefault())) {
            throw new StoreException("The token store needs a directory of this system's own files");
        }
        Privacy privacy = Privacy.of(system);
        Path absolute = directory.toAbsolutePath();
        if (Files.notExists(absolute, LinkOption.NOFOLLOW_LINKS)) {
            create(absolute, privacy);
        }
        BasicFileAttributes found =
                Files.readAttributes(absolute, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isDirectory()) {
            throw refused(
                    "directory",
                    absolute,
                    found.isSymbolicLink() ? "it is a link: name what it leads to" : "it is none");
        }
        refuseExposed("directory", absolute, privacy);
        return new Folder(absolute.toRealPath(), privacy, owner(absolute, privacy));
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    Privacy privacy() {
        return privacy;
    }

    /** The bytes of this file, at most one more than asked for; empty if there is none. */
    Optional<byte[]> read(String name, int most) throws IOException, StoreException {
        Path file = path(name);
        try {
            refuseUnlessPrivate(file);
            try (InputStream input = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(input.readNBytes(most + 1));
            }
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    /** Fails unless this is a file that nobody but this user can read or change. */
    void refuseUnlessPrivate(Path file) throws IOException, StoreException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isRegularFile()) {
            throw refused("file", file, found.isSymbolicLink() ? "it is a link: remove it" : "it is none: remove it");
        }
        refuseExposed("file", file, privacy);
        refuseOthers("file", file, owner);
    }

    /** Gives the file this content, in place of the former one if there was one; it is on the disk at the end. */
    void replace(String name, String temporary, byte[] content) throws IOException {
        Path aside = path(temporary);
        Files.deleteIfExists(aside);
        try {
            Files.createFile(aside, privacy.ofFile());
            // Its channel would be closed by an interrupt.
            try (FileOutputStream output = new FileOutputStream(aside.toFile())) {
                output.write(content);
                output.getFD().sync();
            }
            Files.move(aside, path(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            discard(aside, failure);
            throw failure;
        }
        sync();
    }

    /** Gives a file another name, which no file has. */
    void rename(String name, String other) throws IOException {
        Files.move(path(name), path(other), StandardCopyOption.ATOMIC_MOVE);
        sync();
    }

    /** Removes a file, if there is one. */
    void delete(String name) throws IOException {
        if (Files.deleteIfExists(path(name))) {
            sync();
        }
    }

    /** Brings the names to the disk, where the system can open a directory for that. */
    private void sync() throws IOException {
        if (!(privacy instanceof PosixPrivacy)) {
            return;
        }
        try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void create(Path directory, Privacy privacy) throws IOException {
        Path parent = directory.getParent();
        if (parent != null) {
            Files.createDirectories(parent, privacy.ofDirectory());
        }
        try {
            Files.createDirectory(directory, privacy.ofDirectory());
        } catch (FileAlreadyExistsException present) {
            return;
        }
    }

    /** Who owns what this process makes here; fails if that is not who owns the directory, or others could read it. */
    private static UserPrincipal owner(Path directory, Privacy privacy) throws IOException, StoreException {
        Path probe = Files.createTempFile(directory, "probe", "", privacy.ofFile());
        try {
            if (privacy.exposure(probe).isPresent()) {
                throw refused("directory", directory, "its file system does not keep permissions: choose another one");
            }
            UserPrincipal owner = Files.getOwner(probe, LinkOption.NOFOLLOW_LINKS);
            refuseOthers("directory", directory, owner);
            return owner;
        } finally {
            Files.delete(probe);
        }
    }

    private static void refuseExposed(String what, Path path, Privacy privacy) throws IOException, StoreException {
        Optional<String> exposure = privacy.exposure(path);
        if (exposure.isPresent()) {
            throw refused(
                    what,
                    path,
                    exposure.get() + "; if somebody may have read what is stored, sign out everywhere first");
        }
    }

    private static void refuseOthers(String what, Path path, UserPrincipal user) throws IOException, StoreException {
        UserPrincipal owner = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
        if (!owner.equals(user)) {
            throw refused(
                    what,
                    path,
                    "it belongs to " + owner.getName() + ", and this program runs as " + user.getName()
                            + ": give it a directory of its own");
        }
    }

    private static StoreException refused(String what, Path path, String why) {
        return new StoreException("The " + what + " " + path + " is not used for tokens, because " + why);
    }

    private static void discard(Path file, IOException failure) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException another) {
            failure.addSuppressed(another);
        }
    }

    /** Names the directory. */
    @Override
    public String toString() {
        return directory.toString();
    }
}
