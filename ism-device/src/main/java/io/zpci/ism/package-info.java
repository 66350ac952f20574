/**
 * The ISM function: its rules as data, the command protocol, DMBs, SBA, event queue, and the fabric
 * that joins functions.
 */
@NullMarked
package io.zpci.ism;

import org.jspecify.annotations.NullMarked;
