package com.acme.host;

import com.sun.net.httpserver.HttpExchange;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells users apart by a cookie that nobody can guess, and takes none that it did not give. An application that has accounts
 * takes the account of whoever is signed in instead; whatever it takes, it must be certain, because tokens are kept under it.
 */
final class Visitors {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String COOKIE = "visitor=";

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    String of(HttpExchange exchange) {
        String cookies = exchange.getRequestHeaders().getFirst("Cookie");
        return Arrays.stream((cookies == null ? "" : cookies).split("; *"))
                .filter(cookie -> cookie.startsWith(COOKIE))
                .map(cookie -> cookie.substring(COOKIE.length()))
                .filter(known::contains)
                .findFirst()
                .orElseGet(() -> welcome(exchange));
    }

    private String welcome(HttpExchange exchange) {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        String visitor = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        known.add(visitor);
        exchange.getResponseHeaders().add("Set-Cookie", COOKIE + visitor + "; Path=/; HttpOnly; SameSite=Lax");
        return visitor;
    }
}
