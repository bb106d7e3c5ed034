package mitogen.internal;

/**
 * Passes on what a program opens to our module {@code mitogen}, so that the program names no other: {@link Module#addOpens}
 * lets a module open to a third one what is open to itself.
 */
public final class Opened {
    private static final Module OURS = Opened.class.getModule();

    private Opened() {}

    /** Passes on what the modules that this JVM was started with have opened. */
    public static void passOn(Module... to) {
        if (!OURS.isNamed()) {
            return;
        }
        for (Module module : ModuleLayer.boot().modules()) {
            if (!module.getName().startsWith("java.") && !module.getName().startsWith("jdk.")) {
                for (String packageName : module.getPackages()) {
                    passOn(module, packageName, to);
                }
            }
        }
    }

    /** Passes on that the package of a class is open, which may be of a module that came later. */
    public static void passOn(Class<?> type, Module... to) {
        if (type.getModule().isNamed()) {
            passOn(type.getModule(), type.getPackageName(), to);
        }
    }

    private static void passOn(Module module, String packageName, Module... to) {
        if (module != OURS && module.isOpen(packageName, OURS)) {
            for (Module each : to) {
                module.addOpens(packageName, each);
            }
        }
    }
}
