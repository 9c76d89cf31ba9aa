package com.acme.host;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.Executors;

/** Starts a web application in front of an MCP server: {@code Main http://localhost:8080/mcp [port]}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        URI server = URI.create(arguments.length > 0 ? arguments[0] : "http://localhost:8080/mcp");
        int port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8081;
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        URI self = URI.create("http://localhost:" + http.getAddress().getPort() + "/");

        Sessions sessions = new Sessions(server, self.resolve("callback"));
        Pages pages = new Pages(sessions, new Notes(server, sessions));
        http.createContext("/", pages::home);
        http.createContext("/callback", pages::callback);
        http.setExecutor(Executors.newCachedThreadPool());
        http.start();
        System.out.println(Main.class.getModule().isNamed() ? "on the module path" : "on the class path");
        System.out.println("Open " + self);
    }
}
