/**
 * Puts the rooms of this module together for one agent, and hands each the messages that are its own. It decides nothing
 * itself; every other room of the module may be used here, and none may use this one.
 */
package mitogen.parent;
