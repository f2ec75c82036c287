import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const api = process.env["TASKFLOW_API"] ?? "http://127.0.0.1:8000";

// What the build emits is served under a strict content security policy: no
// inline scripts, no data: URLs, no polyfill injected into the page.
export default defineConfig({
  plugins: [react()],
  server: {
    port: 5173,
    proxy: { "/api": { target: api, changeOrigin: false } },
  },
  preview: {
    proxy: { "/api": { target: api, changeOrigin: false } },
  },
  build: {
    target: "es2023",
    outDir: "dist",
    emptyOutDir: true,
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rolldownOptions: {
      output: {
        // Reading Markdown changes less often than the screens that show it.
        codeSplitting: { groups: [{ name: "markdown", test: /node_modules\/(mdast|micromark|unist|decode-named|character-entities|ccount|longest-streak|zwitch|escape-string|devlop)/ }] },
      },
    },
  },
  test: {
    environment: "node",
    include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
    // This one needs a running server: "make test-e2e" gives it one.
    exclude: process.env["TASKFLOW_URL"] ? [] : ["src/sync/real.test.ts"],
  },
});
