package io.mcpidentity.client.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The sessions of the users who came last: each user's requests share what is under way for that user. One that is let go is
 * made anew from the store. Thread-safe.
 */
final class Users {

    private static final int MOST = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, OAuthSession> sessions = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, OAuthSession> eldest) {
            return size() > MOST;
        }
    };

    OAuthSession session(String user, Supplier<OAuthSession> maker) {
        lock.lock();
        try {
            OAuthSession known = sessions.get(user);
            if (known == null) {
                known = maker.get();
                sessions.put(user, known);
            }
            return known;
        } finally {
            lock.unlock();
        }
    }
}
