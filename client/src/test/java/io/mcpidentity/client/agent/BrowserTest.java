package io.mcpidentity.client.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrowserTest {

    private static final String WHAT_A_SHELL_WOULD_RUN =
            "https://as.example/authorize?a=1&b=$(touch%20x)&c=;echo&d=%25PATH%25&e='f'&g=*&h=!!";

    @TempDir
    Path folder;

    @Test
    void eachPlatformHasItsOwnProgram() {
        assertEquals(
                List.of("C:\\WINDOWS\\System32\\rundll32.exe", "url.dll,FileProtocolHandler"),
                Browser.ofPlatform("Windows 11", Map.of("SystemRoot", "C:\\WINDOWS"))
                        .command());
        assertEquals(
                List.of("C:\\Windows\\System32\\rundll32.exe", "url.dll,FileProtocolHandler"),
                Browser.ofPlatform("Windows Server 2025", Map.of()).command());
        assertEquals(
                List.of("/usr/bin/open"),
                Browser.ofPlatform("Mac OS X", Map.of()).command());
        assertEquals(
                List.of("/usr/bin/open"), Browser.ofPlatform("Darwin", Map.of()).command());
    }

    @ParameterizedTest
    @CsvSource({"DISPLAY, :0", "WAYLAND_DISPLAY, wayland-0", "BROWSER, firefox"})
    void linuxOpensABrowserWhereThereIsADisplay(String key, String value) {
        assertEquals(
                List.of("xdg-open"),
                Browser.ofPlatform("Linux", Map.of(key, value)).command());
    }

    @Test
    void linuxOpensNothingWithoutADisplay() {
        Browser browser = Browser.ofPlatform("Linux", Map.of("DISPLAY", ""));
        assertEquals(List.of(), browser.command());
        assertFalse(browser.open(URI.create("https://as.example/")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "javascript:alert(1)",
                "ftp://as.example/",
                "custom-app://as.example/",
                "ms-settings:x",
                "data:text/html,x",
                "mailto:a@b.example",
                "/etc/passwd",
                "--help",
                "https:as.example",
                "https:///x",
                "https://www.example.com@evil.example/"
            })
    void onlyAddressesOfTheWebAreOpened(String url) {
        URI address = URI.create(url);
        Browser browser = Browser.command(List.of("no-such-program"));
        assertFalse(Browser.canOpen(address));
        assertThrows(IllegalArgumentException.class, () -> browser.open(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://as.example/a", "HTTPS://as.example/a", "http://127.0.0.1:9000/a", "http://[::1]/"})
    void addressesOfTheWebAreOpened(String url) {
        assertTrue(Browser.canOpen(URI.create(url)));
    }

    @Test
    void theAddressArrivesAsOneArgumentWhateverAShellWouldMakeOfIt() throws IOException, InterruptedException {
        Path seen = folder.resolve("seen");
        Browser browser = Browser.command(java("""
                        java.nio.file.Files.write(java.nio.file.Path.of(a[0]), java.util.List.of(a).subList(1, a.length));
                        """, seen.toString(), "two words"));
        Process process = browser.start(URI.create(WHAT_A_SHELL_WOULD_RUN)).orElseThrow();
        assertEquals(0, process.waitFor());
        assertEquals(List.of("two words", WHAT_A_SHELL_WOULD_RUN), Files.readAllLines(seen));
    }

    @Test
    void aProgramThatSaysMuchAndReadsItsInputEnds() throws IOException, InterruptedException {
        Browser browser = Browser.command(java("""
                        for (int i = 0; i < 100_000; i++) { System.out.println("noise"); System.err.println("noise"); }
                        if (System.in.read() >= 0) { System.exit(9); }
                        """));
        assertEquals(
                0,
                browser.start(URI.create("https://as.example/")).orElseThrow().waitFor());
    }

    @Test
    void aProgramThatIsNotThereOpensNothing() {
        Browser browser =
                Browser.command(List.of(folder.resolve("no-such-program").toString()));
        assertEquals(Optional.empty(), browser.start(URI.create("https://as.example/")));
        assertFalse(browser.open(URI.create("https://as.example/")));
    }

    @Test
    void aCommandBeginsWithItsProgram() {
        assertThrows(IllegalArgumentException.class, () -> Browser.command(List.of()));
        assertThrows(IllegalArgumentException.class, () -> Browser.command(List.of(" ", "x")));
    }

    @Test
    void onlyTheProgramIsShown() {
        assertEquals(
                "Browser[firefox]",
                Browser.command(List.of("firefox", "--profile", "private")).toString());
        assertEquals("Browser[none]", Browser.ofPlatform("Linux", Map.of()).toString());
    }

    private List<String> java(String main, String... arguments) throws IOException {
        Path source = folder.resolve("Main.java");
        Files.writeString(source, "class Main { public static void main(String[] a) throws Exception {" + main + "} }");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                source.toString()));
        command.addAll(List.of(arguments));
        return command;
    }
}
