package io.mcpidentity.client.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An empty file whose bytes, which need not be there, stand for what threads and processes take turns at. Thread-safe.
 *
 * <p>The operating system gives up a process's locks on a file as soon as the process closes any of its handles of that
 * file, and so this process has one for all stores of the directory, until the last of them and the last lock are closed.
 * It is an asynchronous channel because an interrupt closes any other, and all locks with it.
 */
final class LockFile {

    private static final String NAME = "lock";
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    private static final ReentrantLock REGISTRY = new ReentrantLock();
    private static final Map<Path, LockFile> OPEN = new HashMap<>();

    private final Path file;
    private final AsynchronousFileChannel channel;
    private final @Nullable Object identity;
    private final Turns<Long> turns = new Turns<>();
    private int users;

    private LockFile(Path file, AsynchronousFileChannel channel, @Nullable Object identity) {
        this.file = file;
        this.channel = channel;
        this.identity = identity;
    }

    /** That of the directory; to be left once. */
    static LockFile of(Folder folder) throws IOException, StoreException {
        Path file = folder.path(NAME);
        REGISTRY.lock();
        try {
            LockFile lockFile = OPEN.get(file);
            if (lockFile == null || lockFile.replaced()) {
                lockFile = open(folder, file);
                OPEN.put(file, lockFile);
            }
            lockFile.users++;
            return lockFile;
        } finally {
            REGISTRY.unlock();
        }
    }

    /** Takes the turn at what this byte stands for; empty if the time is up. */
    Optional<Held> take(long turn, Deadline deadline) throws InterruptedException, IOException, StoreException {
        enter();
        boolean taken = false;
        try {
            Optional<Held> held = takeInProcess(turn, deadline);
            taken = held.isPresent();
            return held;
        } finally {
            if (!taken) {
                leave();
            }
        }
    }

    /** As {@link #take}, but an interrupt waits until the end. */
    Optional<Held> takeDespiteInterrupts(long turn, Deadline deadline) throws IOException, StoreException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return take(turn, deadline);
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Closes the file if nobody else uses it. */
    void leave() throws IOException {
        REGISTRY.lock();
        try {
            users--;
            if (users == 0) {
                OPEN.remove(file, this);
                channel.close();
            }
        } finally {
            REGISTRY.unlock();
        }
    }

    private void enter() throws IOException {
        REGISTRY.lock();
        try {
            if (users == 0) {
                throw new ClosedChannelException();
            }
            users++;
        } finally {
            REGISTRY.unlock();
        }
    }

    private Optional<Held> takeInProcess(long turn, Deadline deadline)
            throws InterruptedException, IOException, StoreException {
        if (!turns.take(turn, deadline)) {
            return Optional.empty();
        }
        boolean taken = false;
        try {
            Optional<FileLock> lock = poll(turn, deadline);
            taken = lock.isPresent();
            return lock.map(held -> new Held(() -> give(turn, held)));
        } finally {
            if (!taken) {
                turns.give(turn);
            }
        }
    }

    private Optional<FileLock> poll(long turn, Deadline deadline)
            throws InterruptedException, IOException, StoreException {
        for (long pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
            FileLock lock = tryLock(turn);
            if (lock != null) {
                refuseReplaced(lock);
                return Optional.of(lock);
            }
            long left = deadline.left();
            if (left <= 0) {
                return Optional.empty();
            }
            LockSupport.parkNanos(this, Math.min(pause, left));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private @Nullable FileLock tryLock(long turn) throws IOException {
        try {
            return channel.tryLock(turn, 1, false);
        } catch (OverlappingFileLockException taken) {
            // By this process all the same, but through classes that another loader has loaded.
            return null;
        }
    }

    /** A lock on a file that has lost its name excludes nobody who comes later. */
    private void refuseReplaced(FileLock lock) throws IOException, StoreException {
        if (replaced()) {
            lock.release();
            throw new StoreException("The file " + file + " was removed or replaced while it was in use: open the store"
                    + " anew, and remove its directory only when no program uses it");
        }
    }

    private boolean replaced() throws IOException {
        try {
            return !Objects.equals(identity, identity(file));
        } catch (NoSuchFileException removed) {
            return true;
        }
    }

    private void give(long turn, FileLock lock) {
        try {
            try {
                lock.release();
            } finally {
                turns.give(turn);
                leave();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("The turn at " + file + " cannot be given back", failure);
        }
    }

    private static LockFile open(Folder folder, Path file) throws IOException, StoreException {
        Set<OpenOption> options = Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            folder.refuseUnlessPrivate(file);
        }
        AsynchronousFileChannel channel = AsynchronousFileChannel.open(
                file, options, null, folder.privacy().ofFile());
        boolean usable = false;
        try {
            folder.refuseUnlessPrivate(file);
            LockFile lockFile = new LockFile(file, channel, identity(file));
            usable = true;
            return lockFile;
        } finally {
            if (!usable) {
                channel.close();
            }
        }
    }

    private static @Nullable Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }
}
