package io.mcpidentity.server;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Reads the body of a request once, bounded, where its headers say that it is plain JSON in UTF-8.
 *
 * <p>Memory is taken as bytes arrive, never because {@code Content-Length} claims them.
 */
final class RequestBody {

    private static final int FIRST_READ = 8192;
    private static final String JSON = "application/json";

    /** How much of a body nobody wants is taken in, in bytes. */
    private static final int LONGEST_UNWANTED = 65_536;

    /** How long it is taken in, in nanoseconds: whoever sends a byte now and then does not hold a thread for hours. */
    private static final long LONGEST_HEARING = Duration.ofSeconds(2).toNanos();

    private static final Logger LOGGER = System.getLogger(RequestBody.class.getName());

    private RequestBody() {}

    /** What became of reading. */
    sealed interface Body {

        /** The whole body: the first bytes of an array. */
        final class Whole implements Body {
            private final byte[] bytes;
            private final int length;

            private Whole(byte[] bytes, int length) {
                this.bytes = bytes;
                this.length = length;
            }

            byte[] bytes() {
                return bytes;
            }

            int length() {
                return length;
            }
        }

        /**
         * A body that is not read or not read to its end.
         *
         * @param status the HTTP status of the answer
         * @param detail one sentence, without any of the body
         */
        record Refused(int status, String detail) implements Body {}
    }

    /** Reads at most this many bytes. */
    static Body read(HttpServletRequest request, int longest) {
        String contentType = contentType(request);
        if (!mediaType(contentType).equals(JSON)) {
            return new Body.Refused(415, "Content-Type must be application/json");
        }
        if (!isUtf8(contentType)) {
            return new Body.Refused(415, "The charset must be UTF-8 (RFC 8259 §8.1)");
        }
        if (isEncoded(request)) {
            return new Body.Refused(415, "Content-Encoding is not accepted");
        }
        long claimed = request.getContentLengthLong();
        if (claimed > longest) {
            return new Body.Refused(413, "The body is longer than " + longest + " bytes");
        }
        try {
            return whole(request.getInputStream(), claimed, longest);
        } catch (IOException | RuntimeException broken) {
            return new Body.Refused(400, "The body could not be read to its end");
        }
    }

    /**
     * Takes in and forgets what is left of a short body. A container closes the connection on a client that is still
     * sending, which then may see no answer at all. Ends after two seconds or with the container's own deadline for a
     * read, whichever is later.
     */
    static void forget(HttpServletRequest request) {
        if (request.getContentLengthLong() > LONGEST_UNWANTED || request.getHeader("Expect") != null) {
            return;
        }
        try {
            forget(request.getInputStream(), System::nanoTime);
        } catch (IOException | RuntimeException broken) {
            LOGGER.log(Level.DEBUG, "The body of a refused request could not be read to its end");
        }
    }

    static void forget(InputStream in, LongSupplier nanoTime) throws IOException {
        byte[] unwanted = new byte[FIRST_READ];
        long start = nanoTime.getAsLong();
        int read = in.read(unwanted);
        for (int length = read; read >= 0 && length <= LONGEST_UNWANTED; length += read) {
            if (nanoTime.getAsLong() - start >= LONGEST_HEARING) {
                return;
            }
            read = in.read(unwanted);
        }
    }

    private static Body whole(InputStream in, long claimed, int longest) throws IOException {
        byte[] bytes = new byte[claimed < 0 ? FIRST_READ : (int) Math.min(claimed + 1, FIRST_READ)];
        int length = 0;
        for (int read = in.read(bytes); read >= 0; read = in.read(bytes, length, bytes.length - length)) {
            length += read;
            if (length > longest) {
                return new Body.Refused(413, "The body is longer than " + longest + " bytes");
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(bytes.length * 2L, longest + 1L));
            }
        }
        return new Body.Whole(bytes, length);
    }

    /** Whether the media type is that of an HTML form, in which RFC 6750 §2.2 once allowed a token. */
    static boolean isForm(HttpServletRequest request) {
        return mediaType(contentType(request)).equals("application/x-www-form-urlencoded");
    }

    /** The header itself: some containers throw where its charset is unknown to them. Empty unless there is exactly one. */
    private static String contentType(HttpServletRequest request) {
        Enumeration<String> values = request.getHeaders("Content-Type");
        String first = values.hasMoreElements() ? values.nextElement() : "";
        return values.hasMoreElements() ? "" : first;
    }

    private static String mediaType(String contentType) {
        if (contentType.equals(JSON)) {
            return JSON;
        }
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** Every {@code charset} parameter, however it is written, has to be UTF-8. */
    private static boolean isUtf8(String contentType) {
        int from = contentType.indexOf(';');
        while (from >= 0) {
            int next = contentType.indexOf(';', from + 1);
            String parameter = contentType.substring(from + 1, next < 0 ? contentType.length() : next);
            int equals = parameter.indexOf('=');
            String name = (equals < 0 ? parameter : parameter.substring(0, equals)).strip();
            if (name.toLowerCase(Locale.ROOT).startsWith("charset")) {
                String value = equals < 0 ? "" : parameter.substring(equals + 1).strip();
                if (!value.equalsIgnoreCase("utf-8") && !value.equalsIgnoreCase("\"utf-8\"")) {
                    return false;
                }
            }
            from = next;
        }
        return true;
    }

    private static boolean isEncoded(HttpServletRequest request) {
        Enumeration<String> encodings = request.getHeaders("Content-Encoding");
        while (encodings.hasMoreElements()) {
            if (!encodings.nextElement().strip().equalsIgnoreCase("identity")) {
                return true;
            }
        }
        return false;
    }
}
