package io.mcpidentity.client.store;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A store in a directory that only its owner can read, with one encrypted file for each key. Thread-safe; several processes
 * of one user may use one directory.
 *
 * <p>What has been written survives the end of the process and of the machine's power: a file is written under another
 * name, brought to the disk, and only then takes the place of the former one. A file that does not open (cut off, changed,
 * copied from another key, encrypted with a key that is gone) is logged as a warning, kept under a name that ends in
 * {@code .damaged}, and counts as empty.
 *
 * <p><b>What protects what.</b> Names of files are digests of keys; contents are encrypted with AES-256-GCM. Where the
 * encryption key is, is settled when the directory is made, and logged:
 *
 * <ul>
 *   <li>in the keychain of macOS or the Secret Service of a Linux desktop, where one answers: a copy of the directory is of
 *       no use without that keychain. Programs that run as the same user while it is unlocked can ask it for the key too;
 *   <li>else in the file {@code key} in the same directory: this protects single files that get somewhere by accident or in
 *       a backup that leaves {@code key} out. It does <b>not</b> protect from anybody who reads the whole directory, whether
 *       as the same user, as the administrator, or from a copy of all of it. From other users its permissions protect it.
 * </ul>
 *
 * <p>The directory and its files must have no permissions for others (0700 and 0600; on Windows an access control list with
 * the user alone), belong to the user, and be no links; else they are refused with the way out, and nothing is changed.
 *
 * <p>Does not check the directories above it, nor that a file is not an older one of the same key; and a directory on a
 * network is as good as the locks of that network's file system.
 */
public final class FileTokenStore implements TokenStore {

    private static final Logger LOG = System.getLogger(FileTokenStore.class.getName());
    private static final SecureRandom RANDOM = new SecureRandom();

    /** For the few milliseconds that others take to write. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Long enough for whoever came first to ask a keychain, which may ask a person. */
    private static final Duration OPENING_PATIENCE = Duration.ofSeconds(90);

    /** Beside the byte of a key's {@link #lock}, one for the moment in which its file is changed; and one for the directory. */
    private static final long CHANGING = 1L << 61;

    private static final long OPENING = 1L << 62;

    private final Folder folder;
    private final LockFile locks;
    private final Envelope envelope;
    private final AtomicBoolean closed = new AtomicBoolean();

    private FileTokenStore(Folder folder, LockFile locks, Envelope envelope) {
        this.folder = folder;
        this.locks = locks;
        this.envelope = envelope;
    }

    /**
     * The store in this directory, which is made if it is missing; the key of a new one is in the system's keychain where
     * that answers, else in a file. May ask the person at the keyboard to unlock the keychain, and wait a minute for it.
     *
     * @throws StoreException if the directory cannot be used, others can read it, or its keychain does not give the key
     */
    public static FileTokenStore open(Path directory) throws StoreException {
        return open(directory, Keychain.ofThisSystem());
    }

    /**
     * The store in this directory, which is made if it is missing; its key is in a file, and no keychain is asked.
     *
     * @throws StoreException if the directory cannot be used, others can read it, or its key is in a keychain
     */
    public static FileTokenStore openWithKeyFile(Path directory) throws StoreException {
        return open(directory, Keychain.NONE);
    }

    static FileTokenStore open(Path directory, Keychain keychain) throws StoreException {
        try {
            Folder folder = Folder.open(directory);
            LockFile locks = LockFile.of(folder);
            boolean opened = false;
            try {
                FileTokenStore store = new FileTokenStore(folder, locks, envelope(folder, locks, keychain));
                opened = true;
                return store;
            } finally {
                if (!opened) {
                    locks.leave();
                }
            }
        } catch (IOException failure) {
            throw new StoreException(
                    "The token store in " + directory + " cannot be opened: let this program read and write there",
                    failure);
        } catch (InterruptedException interrupted) {
            throw Held.interrupted();
        }
    }

    @Override
    public Optional<String> read(String key) throws StoreException {
        Entry entry = entry(key);
        try {
            Content content = look(entry);
            if (content instanceof Content.Damaged) {
                // Perhaps somebody has written a good one since.
                return change(entry, () -> usable(entry));
            }
            return text(content);
        } catch (IOException failure) {
            throw failed("read", failure);
        }
    }

    @Override
    public void write(String key, String value) throws StoreException {
        Entry entry = entry(key);
        byte[] sealed = envelope.seal(entry.file(), Text.value(value));
        try {
            change(entry, () -> {
                var unused = usable(entry);
                folder.replace(entry.file(), entry.temporary(), sealed);
                return Optional.empty();
            });
        } catch (IOException failure) {
            throw failed("written", failure);
        }
    }

    @Override
    public void remove(String key) throws StoreException {
        Entry entry = entry(key);
        try {
            change(entry, () -> {
                folder.delete(entry.temporary());
                if (usable(entry).isPresent()) {
                    folder.delete(entry.file());
                }
                return Optional.empty();
            });
        } catch (IOException failure) {
            throw failed("removed", failure);
        }
    }

    @Override
    public Lock lock(String key, Duration patience) throws StoreException {
        Entry entry = entry(key);
        try {
            return locks.take(entry.turn(), Deadline.in(patience)).orElseThrow(Held::busy);
        } catch (IOException failure) {
            throw failed("locked", failure);
        } catch (InterruptedException interrupted) {
            throw Held.interrupted();
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                locks.leave();
            } catch (IOException failure) {
                LOG.log(Level.WARNING, "The lock file of the token store in " + folder + " cannot be closed", failure);
            }
        }
    }

    private static Envelope envelope(Folder folder, LockFile locks, Keychain keychain)
            throws IOException, StoreException, InterruptedException {
        Held opening = locks.take(OPENING, Deadline.in(OPENING_PATIENCE)).orElseThrow(Held::busy);
        try {
            return new Envelope(StoreKey.of(folder, keychain));
        } finally {
            opening.close();
        }
    }

    private Entry entry(String key) throws StoreException {
        if (closed.get()) {
            throw new StoreException("The store is closed: open another one");
        }
        return Entry.of(key);
    }

    /** A change of one file, which nobody else changes meanwhile. */
    private interface Change {

        Optional<String> make() throws IOException, StoreException;
    }

    private Optional<String> change(Entry entry, Change change) throws IOException, StoreException {
        Held turn = locks.takeDespiteInterrupts(entry.turn() | CHANGING, Deadline.in(PATIENCE))
                .orElseThrow(Held::busy);
        try {
            return change.make();
        } finally {
            turn.close();
        }
    }

    /** The value; a damaged file gets out of the way. By one caller at a time. */
    private Optional<String> usable(Entry entry) throws IOException, StoreException {
        Content content = look(entry);
        if (content instanceof Content.Damaged damaged) {
            String aside = entry.aside(HexFormat.of().toHexDigits(RANDOM.nextLong()));
            folder.rename(entry.file(), aside);
            LOG.log(
                    Level.WARNING,
                    "The file {0} in the token store does not open: {1}. It counts as empty, and is kept as {2}",
                    folder.path(entry.file()),
                    damaged.why(),
                    aside);
        }
        return text(content);
    }

    private Content look(Entry entry) throws IOException, StoreException {
        return folder.read(entry.file(), Envelope.MOST_BYTES)
                .map(bytes -> envelope.open(entry.file(), bytes))
                .orElseGet(Content.Nothing::new);
    }

    private static Optional<String> text(Content content) {
        return content instanceof Content.Value value ? Optional.of(value.text()) : Optional.empty();
    }

    private StoreException failed(String what, IOException failure) {
        return new StoreException(
                "The token store in " + folder + " cannot be " + what
                        + ": let this program read and write there, and see" + " that the disk is not full",
                failure);
    }

    /** Names the directory. */
    @Override
    public String toString() {
        return "FileTokenStore[" + folder + "]";
    }
}
