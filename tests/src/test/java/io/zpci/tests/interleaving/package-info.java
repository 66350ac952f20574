/**
 * Every interleaving of a small protocol, run on the real code. An actor (a function, a CPU, a VMM)
 * is a piece of code that touches the world only through ports. What it does next is a function of
 * what its ports answered so far, so it can be run again from its beginning with those answers, up
 * to its next access. That makes the whole state data: it is kept, compared and gone back to. What
 * code keeps in fields between two accesses must be made anew by each run, or be in the world.
 */
@NullMarked
package io.zpci.tests.interleaving;

import org.jspecify.annotations.NullMarked;
