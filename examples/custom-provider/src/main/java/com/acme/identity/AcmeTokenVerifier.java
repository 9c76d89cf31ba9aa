package com.acme.identity;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.Reason;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.oidc.OidcSettings;
import io.mcpidentity.oidc.ProviderApi;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.ProviderContext;
import io.mcpidentity.spi.TokenVerifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Asks Acme's sign-in service about a token; it answers in lines: who, for which resource, for how many seconds, the teams. */
final class AcmeTokenVerifier implements TokenVerifier {

    private final ProviderApi service;
    private final InstantSource clock;
    private final Duration timeout;
    private final String issuer;

    AcmeTokenVerifier(ProviderContext context, String issuer) {
        this.service = new ProviderApi("The sign-in service's answer", context.http(), context.clock());
        this.clock = context.clock();
        this.timeout = context.get(OidcSettings.TIMEOUT);
        this.issuer = issuer;
    }

    @Override
    public boolean recognizes(AccessToken token) {
        return token.value().startsWith("acme_");
    }

    @Override
    public boolean takesAnyForm() {
        return false;
    }

    @Override
    public boolean asksProvider(AccessToken token) {
        return recognizes(token);
    }

    @Override
    public Verification verify(AccessToken token) {
        if (!recognizes(token)) {
            return new Verification.Rejected(Reason.MALFORMED, "The token is none of Acme's sign-in service");
        }
        HttpTransport.Request question = new HttpTransport.Request(
                "POST",
                URI.create(issuer + "/session"),
                Map.of("Content-Type", "text/plain"),
                token.value().getBytes(StandardCharsets.UTF_8),
                timeout,
                4096);
        try {
            HttpTransport.Response answer = service.send(question, Set.of(200, 404));
            return answer.status() == 404
                    ? new Verification.Rejected(Reason.INACTIVE, "The sign-in service knows no such session")
                    : read(new String(answer.body(), StandardCharsets.UTF_8)
                            .lines()
                            .toList());
        } catch (ProviderUnavailableException outage) {
            return new Verification.Unavailable(String.valueOf(outage.getMessage()), outage.retryAfter());
        }
    }

    private Verification read(List<String> lines) throws ProviderUnavailableException {
        if (lines.size() < 3 || !lines.get(2).matches("[0-9]{1,6}")) {
            throw new ProviderUnavailableException("The sign-in service's answer cannot be read");
        }
        return new Verification.Accepted(VerifiedToken.builder(issuer)
                .subject(lines.get(0))
                .binding(new TokenBinding.ToResource(Set.of(lines.get(1))))
                .expiresAt(clock.instant().plusSeconds(Long.parseLong(lines.get(2))))
                .claims(Map.of("teams", lines.subList(3, lines.size())))
                .build());
    }
}
