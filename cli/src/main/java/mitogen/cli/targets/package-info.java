/**
 * From what somebody wrote to targets: names, ranges, lists, inventories, the hosts of ssh. It reads files and executes
 * nothing, and never knows what is done at a target.
 */
package mitogen.cli.targets;
