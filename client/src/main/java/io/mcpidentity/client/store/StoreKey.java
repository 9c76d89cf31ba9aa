package io.mcpidentity.client.store;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The 32 bytes that encrypt a directory's files: in the file {@code key}, or in the keychain that the file {@code keychain}
 * names. What was chosen when the directory was new is never chosen anew, lest its files become unreadable.
 */
final class StoreKey {

    private static final Logger LOG = System.getLogger(StoreKey.class.getName());

    private static final String FILE = "key";
    private static final String REFERENCE = "keychain";
    private static final int LENGTH = 32;
    private static final int ID_LENGTH = 16;
    private static final int LONGEST_REFERENCE = 100;
    private static final Pattern REFERENCE_FORM = Pattern.compile("([a-z-]+) ([0-9a-f]{32})\n");
    private static final HexFormat HEX = HexFormat.of();

    private StoreKey() {}

    /** The key of this directory, made if it is new; by one caller at a time. */
    static byte[] of(Folder folder, Keychain keychain) throws IOException, StoreException, InterruptedException {
        Optional<byte[]> file = folder.read(FILE, LENGTH);
        if (file.isPresent()) {
            return inFile(folder, file.get());
        }
        Optional<byte[]> reference = folder.read(REFERENCE, LONGEST_REFERENCE);
        if (reference.isPresent()) {
            return inKeychain(folder, keychain, new String(reference.get(), StandardCharsets.UTF_8));
        }
        return create(folder, keychain);
    }

    private static byte[] inFile(Folder folder, byte[] key) throws StoreException {
        if (key.length != LENGTH) {
            throw new StoreException("The key file " + folder.path(FILE) + " does not hold " + LENGTH
                    + " bytes: put back the one that belongs there, or remove it to begin anew and sign in again");
        }
        return key;
    }

    private static byte[] inKeychain(Folder folder, Keychain keychain, String reference)
            throws StoreException, InterruptedException {
        Matcher parts = REFERENCE_FORM.matcher(reference);
        if (!parts.matches()) {
            throw new StoreException(
                    "The file " + folder.path(REFERENCE) + " does not name a keychain: put back the one"
                            + " that belongs there, or remove it to begin anew and sign in again");
        }
        Optional<byte[]> key =
                parts.group(1).equals(keychain.name()) ? find(keychain, parts.group(2)) : Optional.empty();
        return key.orElseThrow(() -> new StoreException("The key of the token store in " + folder + " is in "
                + parts.group(1) + ", which does not give it: unlock it, as the user who made the store, or remove "
                + folder.path(REFERENCE) + " to begin anew and sign in again"));
    }

    private static byte[] create(Folder folder, Keychain keychain) throws IOException, InterruptedException {
        byte[] key = random(LENGTH);
        String id = HEX.formatHex(random(ID_LENGTH));
        keychain.keep(id, HEX.formatHex(key));
        if (find(keychain, id)
                .filter(found -> MessageDigest.isEqual(found, key))
                .isPresent()) {
            folder.replace(
                    REFERENCE,
                    REFERENCE + ".new",
                    (keychain.name() + " " + id + "\n").getBytes(StandardCharsets.UTF_8));
            LOG.log(Level.INFO, "The key of the new token store in {0} is in {1}", folder, keychain.name());
        } else {
            folder.replace(FILE, FILE + ".new", key);
            LOG.log(Level.INFO, "The key of the new token store in {0} is in a file beside the tokens", folder);
        }
        return key;
    }

    private static Optional<byte[]> find(Keychain keychain, String id) throws InterruptedException {
        return keychain.find(id).flatMap(StoreKey::parse);
    }

    private static Optional<byte[]> parse(String hex) {
        try {
            return Optional.of(HEX.parseHex(hex)).filter(key -> key.length == LENGTH);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
