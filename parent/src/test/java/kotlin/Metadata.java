package kotlin;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** In the place of Kotlin's own, by which its classes are known. */
@Retention(RetentionPolicy.RUNTIME)
public @interface Metadata {}
