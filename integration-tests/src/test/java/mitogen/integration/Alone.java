package mitogen.integration;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test that ends its context, or needs one that nobody has used: it has a controller of its own everywhere. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Alone {}
