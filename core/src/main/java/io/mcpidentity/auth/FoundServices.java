package io.mcpidentity.auth;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;

/**
 * The services of one type that this thread and this library can see: by the thread's class loader, which is a servlet
 * container's web application, by the library's own, and in its module layer.
 *
 * @param found one instance of each class
 * @param broken what cannot be used, each in a sentence with its cause
 */
record FoundServices<S>(List<S> found, List<String> broken) {

    private static final int MOST_BROKEN = 64;

    /**
     * Loads what there is.
     *
     * @param load {@link ServiceLoader#load(Class, ClassLoader)} for the type
     * @param loadLayer {@link ServiceLoader#load(ModuleLayer, Class)} for the type
     */
    @SuppressWarnings("ReferenceEquality") // class loaders differ by identity
    static <S> FoundServices<S> load(
            Function<ClassLoader, ServiceLoader<S>> load, Function<ModuleLayer, ServiceLoader<S>> loadLayer) {
        Map<Class<?>, S> found = new LinkedHashMap<>();
        List<String> broken = new ArrayList<>();
        ClassLoader own = FoundServices.class.getClassLoader();
        ClassLoader threads = Thread.currentThread().getContextClassLoader();
        if (threads != null) {
            collect(load.apply(threads), found, broken);
        }
        if (own != threads) {
            collect(load.apply(own), found, broken);
        }
        ModuleLayer layer = FoundServices.class.getModule().getLayer();
        if (layer != null) {
            collect(loadLayer.apply(layer), found, broken);
        }
        return new FoundServices<>(
                List.copyOf(found.values()), broken.stream().distinct().toList());
    }

    /** A service that cannot be loaded does not hide the next one. */
    private static <S> void collect(ServiceLoader<S> services, Map<Class<?>, S> found, List<String> broken) {
        Iterator<S> each = services.iterator();
        for (int failures = 0; failures < MOST_BROKEN; ) {
            try {
                if (!each.hasNext()) {
                    return;
                }
                S service = each.next();
                found.putIfAbsent(service.getClass(), service);
            } catch (ServiceConfigurationError error) {
                failures++;
                broken.add(describe(error));
            }
        }
    }

    private static String describe(ServiceConfigurationError error) {
        StringBuilder text = new StringBuilder(String.valueOf(error.getMessage()));
        Throwable cause = error.getCause();
        for (int depth = 0; cause != null && depth < 4; depth++) {
            text.append(", because of ").append(cause);
            cause = cause.getCause();
        }
        return LogText.explanation(text.toString());
    }
}
