package mitogen.integration;

/** Classes that need one another, so that each is asked for when the one before it is there. */
final class ManyClasses {
    static final int DEPTH = 12;

    private ManyClasses() {}

    static int depth() {
        return new A().depth();
    }

    static final class A {
        int depth() {
            return new B().depth() + 1;
        }
    }

    static final class B {
        int depth() {
            return new C().depth() + 1;
        }
    }

    static final class C {
        int depth() {
            return new D().depth() + 1;
        }
    }

    static final class D {
        int depth() {
            return new E().depth() + 1;
        }
    }

    static final class E {
        int depth() {
            return new F().depth() + 1;
        }
    }

    static final class F {
        int depth() {
            return new G().depth() + 1;
        }
    }

    static final class G {
        int depth() {
            return new H().depth() + 1;
        }
    }

    static final class H {
        int depth() {
            return new I().depth() + 1;
        }
    }

    static final class I {
        int depth() {
            return new J().depth() + 1;
        }
    }

    static final class J {
        int depth() {
            return new K().depth() + 1;
        }
    }

    static final class K {
        int depth() {
            return new L().depth() + 1;
        }
    }

    static final class L {
        int depth() {
            return 1;
        }
    }
}
