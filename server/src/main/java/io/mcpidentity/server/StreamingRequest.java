package io.mcpidentity.server;

import io.mcpidentity.server.OpenStreams.Stream;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The request of a caller as the servlet sees it: when its response becomes asynchronous, it can be ended from outside. */
final class StreamingRequest extends HttpServletRequestWrapper {

    private final Function<AsyncContext, Stream> opened;
    private volatile @Nullable Async started;

    /** A request that hands its asynchronous context over. */
    StreamingRequest(HttpServletRequest request, Function<AsyncContext, Stream> opened) {
        super(request);
        this.opened = opened;
    }

    @Override
    public AsyncContext startAsync() {
        return started(super.startAsync());
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        return started(super.startAsync(request, response));
    }

    private AsyncContext started(AsyncContext context) {
        Async async = new Async(context, opened.apply(context));
        started = async;
        return async;
    }

    @Override
    public AsyncContext getAsyncContext() {
        AsyncContext context = super.getAsyncContext();
        Async async = started;
        return async == null ? context : async;
    }

    /** Completes through the stream, so that it happens once. */
    private record Async(AsyncContext context, Stream stream) implements AsyncContext {

        @Override
        public void complete() {
            stream.complete();
        }

        @Override
        public ServletRequest getRequest() {
            return context.getRequest();
        }

        @Override
        public ServletResponse getResponse() {
            return context.getResponse();
        }

        @Override
        public boolean hasOriginalRequestAndResponse() {
            return context.hasOriginalRequestAndResponse();
        }

        @Override
        public void dispatch() {
            context.dispatch();
        }

        @Override
        public void dispatch(String path) {
            context.dispatch(path);
        }

        @Override
        public void dispatch(ServletContext servlets, String path) {
            context.dispatch(servlets, path);
        }

        @Override
        public void start(Runnable task) {
            context.start(task);
        }

        @Override
        public void addListener(AsyncListener listener) {
            context.addListener(listener);
        }

        @Override
        public void addListener(AsyncListener listener, ServletRequest request, ServletResponse response) {
            context.addListener(listener, request, response);
        }

        @Override
        public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
            return context.createListener(type);
        }

        @Override
        public void setTimeout(long timeout) {
            context.setTimeout(timeout);
        }

        @Override
        public long getTimeout() {
            return context.getTimeout();
        }
    }
}
