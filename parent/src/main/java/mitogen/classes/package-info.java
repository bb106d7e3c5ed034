/** What classes need: class files, what they refer to, and how they are packed for the way. */
package mitogen.classes;
