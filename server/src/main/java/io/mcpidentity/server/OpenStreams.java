package io.mcpidentity.server;

import io.mcpidentity.auth.SessionEnd;
import io.mcpidentity.server.Sessions.Owner;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The asynchronous responses of callers, such as event streams, that are open now, so that they can be ended with the
 * session of their caller. Thread-safe.
 */
final class OpenStreams {

    private static final Logger LOGGER = System.getLogger(OpenStreams.class.getName());

    private final Set<Stream> open = ConcurrentHashMap.newKeySet();
    private final SessionEnds ends;

    OpenStreams(SessionEnds ends) {
        this.ends = ends;
    }

    /**
     * Takes up a response that has just become asynchronous.
     *
     * @param since how many sessions had ended when its request came in: one that has ended since ends it at once
     */
    Stream add(AsyncContext context, Owner owner, long since) {
        Stream stream = new Stream(context, owner);
        open.add(stream);
        context.addListener(stream);
        if (ends.coverSince(since, owner)) {
            stream.end();
        }
        return stream;
    }

    /** Ends the responses of those whose session has ended. */
    void end(SessionEnd end) {
        for (Stream stream : open) {
            if (stream.owner.isIn(end)) {
                stream.end();
            }
        }
    }

    /** How many are open. */
    int size() {
        return open.size();
    }

    /**
     * One response. Nothing is written to it once it was ended: a container may use the same buffers for the next request
     * by then. The servlet is told at its next attempt that its client is gone.
     */
    final class Stream implements AsyncListener {

        private final AsyncContext context;
        private final Owner owner;
        private final ReentrantLock writing = new ReentrantLock();
        private final AtomicBoolean completed = new AtomicBoolean();
        private volatile boolean ended;
        private volatile boolean left;

        private Stream(AsyncContext context, Owner owner) {
            this.context = context;
            this.owner = owner;
        }

        /** Ends it: at once or, where something is being written to it, by whoever writes. */
        void end() {
            if (left) {
                return;
            }
            ended = true;
            if (writing.tryLock()) {
                try {
                    complete();
                } finally {
                    writing.unlock();
                }
            }
        }

        /** Completes it, once: the servlet may want to as well. */
        void complete() {
            if (!completed.compareAndSet(false, true)) {
                return;
            }
            open.remove(this);
            try {
                context.complete();
            } catch (IllegalStateException over) {
                if (!ended) {
                    throw over;
                }
                LOGGER.log(Level.DEBUG, "A stream was over before it was ended");
            }
        }

        /** Leaves it alone, because it may be written to in a way that cannot be stopped. */
        void leave() {
            left = true;
            open.remove(this);
        }

        /** The stream for the servlet. */
        ServletOutputStream guard(ServletOutputStream out) {
            return new ServletOutputStream() {
                @Override
                public void write(int octet) throws IOException {
                    whileOpen(() -> out.write(octet));
                }

                @Override
                public void write(byte[] octets, int from, int length) throws IOException {
                    whileOpen(() -> out.write(octets, from, length));
                }

                @Override
                public void flush() throws IOException {
                    whileOpen(out::flush);
                }

                @Override
                public void close() throws IOException {
                    whileOpen(out::close);
                }

                @Override
                public boolean isReady() {
                    return ended || out.isReady();
                }

                @Override
                public void setWriteListener(WriteListener listener) {
                    out.setWriteListener(listener);
                }
            };
        }

        /** The writer for the servlet. */
        PrintWriter guard(PrintWriter out) {
            return new PrintWriter(new Writer() {
                @Override
                public void write(char[] text, int from, int length) throws IOException {
                    whileOpen(() -> out.write(text, from, length));
                }

                @Override
                public void write(String text, int from, int length) throws IOException {
                    whileOpen(() -> out.write(text, from, length));
                }

                @Override
                public void flush() throws IOException {
                    whileOpen(() -> {
                        if (out.checkError()) {
                            throw new IOException("The client is gone");
                        }
                    });
                }

                @Override
                public void close() throws IOException {
                    whileOpen(out::close);
                }
            });
        }

        /** Looks again after the lock is free: an end that came in between has left the rest to the one who held it. */
        private void whileOpen(Output output) throws IOException {
            writing.lock();
            try {
                if (ended) {
                    throw new IOException("The session has ended");
                }
                output.write();
            } finally {
                writing.unlock();
                if (ended) {
                    end();
                }
            }
        }

        @Override
        public void onComplete(AsyncEvent event) {
            over();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // the servlet decides, and completes it
        }

        @Override
        public void onError(AsyncEvent event) {
            // the container completes it
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            over();
        }

        private void over() {
            completed.set(true);
            open.remove(this);
        }
    }

    private interface Output {
        void write() throws IOException;
    }
}
