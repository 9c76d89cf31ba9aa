package io.mcpidentity.client.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A key as the directory shows it: by its SHA-256 digest in hexadecimal, which no file system takes for another. */
record Entry(String digest) {

    private static final int HEX_OF_LONG = 16;

    static Entry of(String key) throws StoreException {
        try {
            return new Entry(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(Text.key(key))));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }

    /** The file that holds the value. */
    String file() {
        return digest + ".token";
    }

    /** The file that is written before it gets the name of {@link #file()}. */
    String temporary() {
        return digest + ".new";
    }

    /** Where a damaged file goes, with something that was not there before. */
    String aside(String random) {
        return digest + "." + random + ".damaged";
    }

    /** The byte of the lock file that stands for the key: one of 2<sup>61</sup>. */
    long turn() {
        return Long.parseUnsignedLong(digest.substring(0, HEX_OF_LONG), 16) >>> 3;
    }
}
