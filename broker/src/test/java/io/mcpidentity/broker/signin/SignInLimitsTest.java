package io.mcpidentity.broker.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SignInLimitsTest {

    private static final Optional<Duration> NOW = Optional.empty();
    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final SignInLimits limits = new SignInLimits(() -> now);

    private void fail(String account, String address, int times) {
        for (int each = 0; each < times; each++) {
            assertEquals(NOW, limits.begin(account, address), "attempt " + (each + 1));
        }
    }

    @Test
    void anAccountHasFiveAttemptsAndThenPausesThatGrowToAQuarterOfAnHour() {
        fail("alice", "192.0.2.1", 5);
        for (int seconds : new int[] {30, 60, 120, 240, 480, 900, 900}) {
            assertEquals(Optional.of(Duration.ofSeconds(seconds)), limits.begin("alice", "192.0.2.1"));
            now = now.plusSeconds(seconds - 1);
            assertEquals(Optional.of(Duration.ofSeconds(1)), limits.begin("alice", "192.0.2.1"));
            now = now.plusSeconds(1);
            assertEquals(NOW, limits.begin("alice", "192.0.2.1"));
        }
    }

    @Test
    void anAccountIsTheSameFromAnyAddressAndInAnyCase() {
        fail("alice", "192.0.2.1", 3);
        fail("ALICE", "192.0.2.2", 2);

        assertEquals(Optional.of(Duration.ofSeconds(30)), limits.begin("Alice", "192.0.2.3"));
        assertEquals(NOW, limits.begin("bob", "192.0.2.1"));
    }

    @Test
    void successMakesAnAccountFreeAgain() {
        fail("alice", "192.0.2.1", 5);
        limits.succeeded("alice", "192.0.2.1");

        fail("alice", "192.0.2.1", 5);
    }

    @Test
    void anAddressHasFiftyFailuresAnHourWhateverTheAccounts() {
        for (int account = 0; account < 50; account++) {
            fail("account" + account, "192.0.2.1", 1);
            now = now.plusSeconds(1);
        }

        assertEquals(Optional.of(Duration.ofMinutes(60).minusSeconds(50)), limits.begin("bob", "192.0.2.1"));
        assertEquals(NOW, limits.begin("bob", "192.0.2.2"));
        now = now.plus(Duration.ofMinutes(59));
        assertEquals(Optional.of(Duration.ofSeconds(10)), limits.begin("carol", "192.0.2.1"));
        now = now.plusSeconds(10);
        assertEquals(NOW, limits.begin("carol", "192.0.2.1"));
    }

    @Test
    void anAccountOfOnesOwnDoesNotBuyAnAddressMoreAttempts() {
        for (int account = 0; account < 49; account++) {
            fail("account" + account, "192.0.2.1", 1);
            fail("mine", "192.0.2.1", 1);
            limits.succeeded("mine", "192.0.2.1");
        }
        fail("last", "192.0.2.1", 1);

        assertEquals(Optional.of(Duration.ofHours(1)), limits.begin("one-more", "192.0.2.1"));
    }

    @Test
    void whatIsRefusedForItsAccountIsNotHeldAgainstItsAddress() {
        fail("alice", "192.0.2.1", 5);
        for (int each = 0; each < 100; each++) {
            assertEquals(Optional.of(Duration.ofSeconds(30)), limits.begin("alice", "192.0.2.1"));
        }

        assertEquals(NOW, limits.begin("bob", "192.0.2.1"));
    }

    @Test
    void anIpv6NetworkIsOneAddress() {
        for (int account = 0; account < 50; account++) {
            fail("account" + account, "2001:db8:1:2::" + Integer.toHexString(account + 1), 1);
        }

        assertEquals(Optional.of(Duration.ofHours(1)), limits.begin("bob", "2001:db8:1:2:ffff::1%eth0"));
        assertEquals(NOW, limits.begin("bob", "2001:db8:1:3::1"));
    }

    @Test
    void attemptsAtTheSameTimeGetNoFurtherThanOneAfterTheOther() {
        long admitted = IntStream.range(0, 200)
                .parallel()
                .filter(each -> limits.begin("alice", "192.0.2." + each).isEmpty())
                .count();

        assertEquals(5, admitted);
    }

    @Test
    void whatCameToNothingDoesNotCount() {
        for (int each = 0; each < 20; each++) {
            assertEquals(NOW, limits.begin("alice", "192.0.2.1"));
            limits.dropped("alice", "192.0.2.1");
        }
    }

    @Test
    void anAccountIsForgottenAfterADayWithoutFailures() {
        fail("alice", "192.0.2.1", 5);
        now = now.plus(Duration.ofHours(24)).plusSeconds(1);

        fail("alice", "192.0.2.1", 5);
    }
}
