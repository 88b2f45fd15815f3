"""Fetches documents from the web. Only this folder opens network connections."""
