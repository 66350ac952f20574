/** The zpci command. */
@NullMarked
package io.zpci.cli;

import org.jspecify.annotations.NullMarked;
