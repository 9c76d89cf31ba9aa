package io.mcpidentity.config;

import io.mcpidentity.config.ConfigurationException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A file that was read: bounded and in UTF-8.
 *
 * @param name how messages name it
 * @param folder where relative paths in it start
 * @param text its keys and values
 */
record ConfigurationFile(String name, Path folder, PropertiesText text) {

    static final int MOST_BYTES = 1 << 20;
    private static final int MOST_SECRET_BYTES = 1 << 16;

    static ConfigurationFile none() {
        return new ConfigurationFile("no file", Path.of(""), PropertiesText.parse("", "no file"));
    }

    static ConfigurationFile read(Path file) {
        String name = Shown.text(file.toString());
        try {
            String text = decode(bytes(file, MOST_BYTES));
            Path folder = file.toAbsolutePath().getParent();
            return new ConfigurationFile(name, folder == null ? Path.of("") : folder, PropertiesText.parse(text, name));
        } catch (IOException unreadable) {
            throw failed(name, unreadable);
        }
    }

    static ConfigurationFile read(InputStream stream, String name) {
        try {
            byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
            checkSize(bytes, MOST_BYTES);
            return new ConfigurationFile(name, Path.of(""), PropertiesText.parse(decode(bytes), name));
        } catch (IOException unreadable) {
            throw failed(name, unreadable);
        }
    }

    /**
     * The whole content of a file that holds a secret, without the newline at its end.
     *
     * @throws IOException with a message that can be shown
     */
    static String secret(Path folder, String path) throws IOException {
        String read;
        try {
            read = decode(bytes(folder.resolve(path), MOST_SECRET_BYTES));
        } catch (InvalidPathException malformed) {
            throw new IOException("its name is not a path", malformed);
        }
        String secret = read.endsWith("\n") ? read.substring(0, read.length() - 1) : read;
        return secret.endsWith("\r") ? secret.substring(0, secret.length() - 1) : secret;
    }

    /** Why it cannot be read, without anything that the file holds. */
    static String why(IOException unreadable) {
        if (unreadable instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (unreadable instanceof CharacterCodingException) {
            return "it is not UTF-8";
        }
        return unreadable instanceof java.nio.file.AccessDeniedException
                ? "access is denied"
                : Shown.text(String.valueOf(unreadable.getMessage()));
    }

    private static byte[] bytes(Path file, int most) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("it is a directory");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            checkSize(bytes, most);
            return bytes;
        }
    }

    private static void checkSize(byte[] bytes, int most) throws IOException {
        if (bytes.length > most) {
            throw new IOException("it is larger than " + most + " bytes");
        }
    }

    private static String decode(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static ConfigurationException failed(String name, IOException unreadable) {
        return new ConfigurationException(List.of(new Problem(name, "cannot be read: " + why(unreadable))));
    }
}
