/** Recordings of the real stack: reading them, and replaying them against the model. */
@NullMarked
package io.zpci.recording;

import org.jspecify.annotations.NullMarked;
