/**
 * Puts the rooms of this module together for one agent, and hands each the messages that are its own. It decides nothing
 * itself; every other room of the module may be used here, and of these only the doctor uses this one.
 */
package mitogen.parent;
