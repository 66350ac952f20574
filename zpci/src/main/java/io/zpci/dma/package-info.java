/**
 * I/O address translation: anchors and tables, the walk, the shadow that RPCIT fills, and a
 * function's DMA through them. Source: spec zpci 11.
 */
@NullMarked
package io.zpci.dma;

import org.jspecify.annotations.NullMarked;
