package io.mcpidentity.client.session;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads of all sessions: daemons, as many as there is to wait for, and none after ten seconds of rest. */
final class Workers {

    static final Executor SHARED =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "mcp-identity-client");
                thread.setDaemon(true);
                return thread;
            });

    private Workers() {}
}
