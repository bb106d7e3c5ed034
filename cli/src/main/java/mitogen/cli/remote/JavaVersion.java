package mitogen.cli.remote;

import mitogen.Task;

/** Tells which Java a context runs on, such as {@code 17.0.15}. */
public record JavaVersion() implements Task<String> {
    @Override
    public String run() {
        return System.getProperty("java.version");
    }
}
