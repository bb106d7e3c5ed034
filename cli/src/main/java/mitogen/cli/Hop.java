package mitogen.cli;

/** One step of the way to a target, as it was written. */
sealed interface Hop {
    /** A further JVM on the same machine, as the same user. */
    record Local() implements Hop {
        @Override
        public String toString() {
            return "local";
        }
    }

    /**
     * Another machine, over ssh.
     *
     * @param user the user to log in as, or null for ssh's own choice
     * @param host a host name, an address, or a name from ssh's configuration
     * @param port the port, or 0 for ssh's own choice
     */
    record Ssh(String user, String host, int port) implements Hop {
        @Override
        public String toString() {
            return "ssh:" + (user == null ? "" : user + "@") + (host.indexOf(':') < 0 ? host : "[" + host + "]")
                    + (port == 0 ? "" : ":" + port);
        }
    }
}
