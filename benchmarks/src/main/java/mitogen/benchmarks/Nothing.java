package mitogen.benchmarks;

/** The program that does nothing: its running time is the bare start and end of a JVM. */
final class Nothing {
    private Nothing() {}

    public static void main(String[] arguments) {}
}
