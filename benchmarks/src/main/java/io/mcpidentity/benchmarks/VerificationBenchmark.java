package io.mcpidentity.benchmarks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.mcpidentity.AccessToken;
import io.mcpidentity.Verification;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.oidc.Endpoint;
import io.mcpidentity.oidc.JwksKeys;
import io.mcpidentity.oidc.JwtVerifier;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Verifying a token: one that was seen before (hot) and one that was not (cold), beside the bare signature check and Nimbus
 * alone.
 *
 * <p>The native provider is measured by building with {@code -Pnative-crypto}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class VerificationBenchmark {

    private static final int TOKENS = 256;

    /** The signature algorithm. */
    @Param({"RS256", "ES256"})
    public String algorithm = "RS256";

    private AccessToken[] tokens = {};
    private String[] texts = {};
    private RawJca.Signed[] apart = {};
    private Parts parts = new Parts("RS256");
    private int next;

    /** What is measured. */
    private static final class Parts {

        private final Issuer issuer;
        private final RawJca raw;
        private final JwtVerifier verifier;
        private final Authenticator authenticator;
        private final DefaultJWTProcessor<SecurityContext> nimbus = new DefaultJWTProcessor<>();

        Parts(String algorithm) {
            issuer = new Issuer(algorithm);
            raw = new RawJca(algorithm, issuer.key().toPublicJWK());
            verifier = JwtVerifier.builder(
                            Issuer.NAME,
                            JwksKeys.builder(Endpoint.at(URI.create(Issuer.NAME + "/jwks")), issuer.http())
                                    .build())
                    .build();
            authenticator = Authenticator.builder(Configuration.of(Map.of(
                            "provider",
                            "oidc",
                            "oidc.issuer",
                            Issuer.NAME,
                            "resource",
                            Issuer.RESOURCE,
                            "scopes",
                            "mcp:read mcp:write")))
                    .http(issuer.http())
                    .build();
            nimbus.setJWSKeySelector(new JWSVerificationKeySelector<>(
                    JWSAlgorithm.parse(algorithm),
                    new ImmutableJWKSet<>(new JWKSet(issuer.key().toPublicJWK()))));
        }
    }

    /** Signs the tokens. */
    @Setup
    public void sign() {
        parts = new Parts(algorithm);
        texts = IntStream.range(0, TOKENS).mapToObj(i -> parts.issuer.token()).toArray(String[]::new);
        tokens = IntStream.range(0, TOKENS)
                .mapToObj(i -> AccessToken.of(texts[i]))
                .toArray(AccessToken[]::new);
        apart = IntStream.range(0, TOKENS)
                .mapToObj(i -> RawJca.Signed.of(texts[i]))
                .toArray(RawJca.Signed[]::new);
    }

    /** Lets the providers go. */
    @TearDown
    public void close() {
        parts.authenticator.close();
    }

    private int next() {
        next = (next + 1) % TOKENS;
        return next;
    }

    /** The bare signature check. */
    @Benchmark
    public boolean rawJca() throws GeneralSecurityException {
        boolean genuine = parts.raw.verify(apart[next()]);
        require(genuine);
        return genuine;
    }

    /** A new token: form, header, key, signature, claims. */
    @Benchmark
    public Verification cold() {
        Verification verification = parts.verifier.verify(tokens[next()]);
        require(verification instanceof Verification.Accepted);
        return verification;
    }

    /** A token that was seen before, with all policy. A new object each time, as a request makes it. */
    @Benchmark
    public Authentication hot() {
        Authentication authentication =
                parts.authenticator.authenticate(Credentials.bearer(AccessToken.of(texts[next()])));
        require(authentication instanceof Authentication.Authenticated);
        return authentication;
    }

    /** The same check by Nimbus alone. */
    @Benchmark
    public JWTClaimsSet nimbus() throws ParseException, BadJOSEException, JOSEException {
        return parts.nimbus.process(texts[next()], null);
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("What is measured does not work");
        }
    }
}
