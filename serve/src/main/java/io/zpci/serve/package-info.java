/**
 * Functions of the model, put together for real VMMs: a machine that serves several of them, each
 * on a vfio-user socket, the ways that whole blocks take, and recordings of what happened.
 */
@NullMarked
package io.zpci.serve;

import org.jspecify.annotations.NullMarked;
