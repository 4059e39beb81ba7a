/** How the kernel's process ends when another program took one of its ports meanwhile. */
export const PORT_IN_USE = 98;
